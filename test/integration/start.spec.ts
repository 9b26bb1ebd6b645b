import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { buildProject, isRunning, Playground } from '../support/running-application.ts';
import { createTestDatabase, createEmptyDatabase, type TestDatabase } from '../support/database.ts';

describe('npm start', () => {
  let playground: Playground;
  beforeAll(buildProject, 120_000);
  beforeEach(() => {
    playground = new Playground();
  });
  afterEach(() => playground.clear());

  it('should serve and print its addresses with nothing set', async () => {
    const application = playground.start();
    const url = await application.ready();
    const health = await fetch(`${url}/health/ready`);
    expect(health.status).toBe(200);
    const { output } = await application.stop('SIGINT');
    expect(output).toContain(`API       ${url}/api/v1`);
    expect(output).toContain(`API docs  ${url}/docs`);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'should stop all it started in good order on %s',
    async (signal) => {
      const application = playground.start();
      await application.ready();
      const server = playground.serverPid();
      const begun = Date.now();
      const ending = await application.stop(signal);
      expect(ending).toMatchObject({ code: 0, errors: '' });
      expect(Date.now() - begun).toBeLessThan(10_000);
      expect(isRunning(server)).toBe(false);
    },
  );

  it('should take a signal that npm passes on in addition to the terminal for one', async () => {
    const application = playground.start();
    await application.ready();
    const first = application.stop('SIGINT');
    await application.printed(/Stopping/);
    expect(await Promise.race([application.stop('SIGINT'), first])).toMatchObject({ code: 0 });
  });

  it('should start again after it was killed, with the data it had', async () => {
    const killed = playground.start();
    await killed.ready();
    const server = playground.serverPid();
    expect(await killed.stop('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
    const next = playground.start();
    await next.ready();
    expect(isRunning(server)).toBe(false);
    expect((await next.stop('SIGINT')).output).not.toContain('Making a new database');
  });

  it('should say which process uses the folder', async () => {
    const first = playground.start();
    await first.ready();
    const second = await playground.start().ended;
    expect(second).toMatchObject({
      code: 1,
      errors: `DATA_DIR ${playground.dataDir} is in use by process ${first.pid}; stop it or set another DATA_DIR.\n`,
    });
    expect(await first.stop('SIGINT')).toMatchObject({ code: 0 });
  });

  it('should let one of two win a fresh folder', async () => {
    const both = [playground.start(), playground.start()];
    const winner = await Promise.any(both.map((one) => one.ready().then(() => one)));
    const loser = both.find((one) => one !== winner)!;
    expect((await loser.ended).errors).toContain(`is in use by process ${winner.pid};`);
    expect(await winner.stop('SIGINT')).toMatchObject({ code: 0 });
  });

  it('should read .env of the working directory, which the environment overrules', async () => {
    writeFileSync(join(playground.directory, '.env'), 'PORT=not-a-port\nHOST=localhost\n');
    const application = playground.start({ LOG_LEVEL: 'nonsense' });
    const { errors } = await application.ended;
    expect(errors).toMatch(/^LOG_LEVEL must be one of /);
    expect(errors).not.toContain('PORT');
    writeFileSync(join(playground.directory, '.env'), 'LOG_LEVEL=nonsense\n');
    expect((await playground.start().ended).errors).toMatch(/^LOG_LEVEL must be one of /);
  });

  it('should refuse wrong settings with one sentence each, without a stack or a secret', async () => {
    const ending = await playground.start({ PORT: 'http', JWT_SECRET: 'too-short-to-be-safe', AUDIT_BATCH_SIZ: '5' })
      .ended;
    expect(ending.code).toBe(1);
    expect(ending.output).toBe('');
    const lines = ending.errors.trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines.join(' ')).toMatch(/PORT must be.*JWT_SECRET must have.*AUDIT_BATCH_SIZ is no setting/);
    expect(ending.errors).not.toMatch(/too-short-to-be-safe| {4}at /);
  });

  it('should say that the port is taken, and leave no server behind', async () => {
    const taken = await occupiedPort();
    const application = playground.start({ PORT: String(taken.port) });
    const ending = await application.ended;
    await taken.free();
    expect(ending.code).toBe(1);
    expect(ending.errors).toBe(
      `Port ${taken.port} of 127.0.0.1 is in use by another program; stop it or set another PORT.\n`,
    );
    await expect(playground.start().ready()).resolves.toContain('http://');
  });

  describe('with DATABASE_URL', () => {
    it('should wait for a server that is away, then say so without the password', async () => {
      const { port, free } = await occupiedPort();
      await free();
      const ending = await playground.start({
        DATABASE_URL: `postgres://someone:se-cret@127.0.0.1:${port}/any`,
        DATABASE_WAIT_SECONDS: '2',
      }).ended;
      expect(ending.code).toBe(1);
      expect(ending.output).toContain(`Waiting for the database at 127.0.0.1:${port} … (0 s of 2)`);
      expect(ending.errors).toMatch(
        new RegExp(`^The database at 127\\.0\\.0\\.1:${port} did not answer within 2 s \\(ECONNREFUSED\\); start it`),
      );
      expect(ending.output + ending.errors).not.toContain('se-cret');
    });

    it('should say at once that the database does not exist', async () => {
      const url = new URL(process.env.TEST_DATABASE_URL!);
      url.pathname = '/not_there';
      const { errors } = await playground.start({ DATABASE_URL: url.href }).ended;
      expect(errors).toContain('has no database of the name in DATABASE_URL');
    });

    describe('of a real server', () => {
      let database: TestDatabase;
      afterEach(() => database.drop());

      it('should use that server and leave it running', async () => {
        database = await createTestDatabase();
        const application = playground.start({ DATABASE_URL: database.url });
        const url = await application.ready();
        expect((await fetch(`${url}/health/ready`)).status).toBe(200);
        const ending = await application.stop('SIGINT');
        expect(ending).toMatchObject({ code: 0 });
        expect(ending.output).not.toMatch(/Making a new database|applied/);
      });

      it('should let several instances migrate an empty database at once', async () => {
        database = await createEmptyDatabase();
        const instances = ['a', 'b', 'c'].map((name) =>
          playground.start({ DATABASE_URL: database.url, DATA_DIR: join(playground.directory, name) }),
        );
        await Promise.all(instances.map((instance) => instance.ready()));
        const endings = await Promise.all(instances.map((instance) => instance.stop('SIGINT')));
        expect(endings.filter(({ output }) => output.includes('applied '))).toHaveLength(1);
      });
    });
  });
});

async function occupiedPort(): Promise<{ readonly port: number; readonly free: () => Promise<unknown> }> {
  const server: Server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, free: () => new Promise((closed) => server.close(closed)) };
}
