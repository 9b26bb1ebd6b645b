import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buildProject, isRunning, Playground } from '../support/running-application.ts';

const isRoot = process.getuid?.() === 0;
const nobody = { uid: idOf('-u'), gid: idOf('-g') };
const canReadProject =
  isRoot &&
  spawnSync(process.execPath, ['-e', 'fs.accessSync(process.argv[1])', import.meta.filename], nobody).status === 0;

describe('npm start', () => {
  let playground: Playground;
  beforeAll(buildProject, 120_000);
  beforeEach(() => {
    playground = new Playground();
  });
  afterEach(() => playground.clear());

  (canReadProject ? describe : describe.skip)(
    'as a user other than root (needs root, and a checkout others can read)',
    () => {
      it('should serve as a normal user', async () => {
        chownSync(playground.directory, nobody.uid, nobody.gid);
        const application = playground.start({}, nobody);
        const url = await application.ready();
        expect((await fetch(`${url}/health/ready`)).status).toBe(200);
        expect(await application.stop('SIGINT')).toMatchObject({ code: 0 });
        expect(lstatSync(join(playground.dataDir, 'postgres')).uid).toBe(nobody.uid);
      });

      it('should say that the folder belongs to another user', async () => {
        chownSync(playground.directory, nobody.uid, nobody.gid);
        const application = playground.start({}, nobody);
        await application.ready();
        await application.stop('SIGINT');
        chownSync(join(playground.dataDir, 'postgres'), 12_345, 12_345);
        const { code, errors } = await playground.start().ended;
        expect({ code, errors }).toEqual({ code: 1, errors: expect.stringContaining('belongs to another user') });
      });
    },
  );

  (isRoot ? describe : describe.skip)('as root (needs root)', () => {
    it('should serve as root from a folder that only root may enter', async () => {
      chmodSync(playground.directory, 0o700);
      const application = playground.start();
      const url = await application.ready();
      expect((await fetch(`${url}/health/ready`)).status).toBe(200);
      expect(await application.stop('SIGINT')).toMatchObject({ code: 0 });
    });
  });

  it('should keep its secrets and data from other users', async () => {
    const application = playground.start();
    await application.ready();
    const modes = ['jwt.secret', 'postgres.password', 'postgres.log', 'postgres'].map((name) => [
      name,
      (lstatSync(join(playground.dataDir, name)).mode & 0o777).toString(8),
    ]);
    expect(Object.fromEntries(modes)).toEqual({
      'jwt.secret': '600',
      'postgres.password': '600',
      'postgres.log': '600',
      postgres: '700',
    });
  });

  it('should take over a server that outlived its process where the system does not tie them together', async () => {
    const orphaned = playground.start({ PATH: pathWithout('setpriv') });
    await orphaned.ready();
    const server = playground.serverPid();
    await orphaned.stop('SIGKILL');
    expect(isRunning(server)).toBe(true);
    const next = playground.start();
    await next.ready();
    expect(isRunning(server)).toBe(false);
    expect(await next.stop('SIGINT')).toMatchObject({ code: 0, errors: '' });
  });

  it('should end its server where the system does not tie them together', async () => {
    const application = playground.start({ PATH: pathWithout('setpriv') });
    await application.ready();
    const server = playground.serverPid();
    expect(await application.stop('SIGINT')).toMatchObject({ code: 0 });
    expect(isRunning(server)).toBe(false);
  });

  /** A folder with only the system's programs that a start needs and may lack. */
  function pathWithout(missing: string): string {
    const folder = join(playground.directory, 'bin');
    mkdirSync(folder);
    for (const program of ['id', 'sh', 'setpriv'].filter((name) => name !== missing)) {
      const { stdout } = spawnSync('which', [program], { encoding: 'utf8' });
      symlinkSync(stdout.trim(), join(folder, program));
    }
    return folder;
  }
});

function idOf(flag: '-u' | '-g'): number {
  return Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout);
}
