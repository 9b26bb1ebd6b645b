import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const SCRIPTS = resolve(import.meta.dirname, '..', '..', 'scripts');

/** Stands in for the Nest compiler: copies the source, after a moment in which a test can interrupt it. */
const COMPILER = `
  import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
  import { join } from 'node:path';
  const { compilerOptions: { outDir } } = JSON.parse(readFileSync(process.argv[4], 'utf8'));
  if (existsSync('fails')) { console.error('TS9999: not a program'); process.exit(1); }
  mkdirSync(join(outDir, 'src'), { recursive: true });
  cpSync('src/main.ts', join(outDir, 'src', 'main.js'));
  if (existsSync('dies')) process.kill(process.ppid, 'SIGKILL');
`;

/** Stands in for Vite, in the same way. */
const PAGE_COMPILER = `
  import { cpSync, existsSync } from 'node:fs';
  const [, , , from, , mode, , to] = process.argv;
  if (existsSync('page-fails')) { console.error('no page'); process.exit(1); }
  cpSync(from + (mode === 'production' ? '/index.html' : '/' + mode + '.html'), to + '/index.html');
`;

describe('scripts/start.mjs', () => {
  let project: string;
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'audit log build '));
    cpSync(SCRIPTS, join(project, 'scripts'), { recursive: true });
    write('package.json', '{ "type": "module" }');
    write('tsconfig.build.json', '{}');
    write('src/main.ts', `console.log('version 1');`);
    write('node_modules/@nestjs/cli/package.json', '{ "type": "module" }');
    write('node_modules/@nestjs/cli/bin/nest.js', COMPILER);
  });
  afterEach(() => rmSync(project, { recursive: true }));

  it('should build at the first start and say so, and not again', async () => {
    expect(await start()).toEqual({ code: 0, output: 'Building …\nversion 1\n', errors: '' });
    expect(await start()).toEqual({ code: 0, output: 'version 1\n', errors: '' });
  });

  it.each([
    'src/new.ts',
    'migrations/new.ts',
    'web/index.html',
    'tsconfig.json',
    'nest-cli.json',
    'package-lock.json',
    'ormconfig.ts',
  ])('should build again when %s changed', async (file) => {
    await start();
    write(file, '{}');
    expect((await start()).output).toBe('Building …\nversion 1\n');
  });

  it('should not build again for a changed test, a touched file or a copied project', async () => {
    await start();
    write('src/main.spec.ts', 'changed');
    write('src/main.ts', `console.log('version 1');`);
    const copy = `${project} copy`;
    cpSync(project, copy, { recursive: true });
    rmSync(project, { recursive: true });
    project = copy;
    expect((await start()).output).toBe('version 1\n');
  });

  it('should run the new program after a change', async () => {
    await start();
    write('src/main.ts', `console.log('version 2');`);
    expect((await start()).output).toBe('Building …\nversion 2\n');
  });

  it('should build again when a build was interrupted', async () => {
    write('dies', '');
    expect(await start()).toMatchObject({ code: null });
    rmSync(join(project, 'dies'));
    expect((await start()).output).toBe('Building …\nversion 1\n');
    expect(readdirSync(join(project, 'node_modules', '.cache', 'build'))).toEqual([]);
  });

  it('should keep the old program when the new one does not compile, and say why', async () => {
    await start();
    write('src/main.ts', 'not a program');
    write('fails', '');
    expect(await start()).toEqual({
      code: 1,
      output: 'Building …\n',
      errors: 'The build failed:\nTS9999: not a program\n',
    });
    expect(existsSync(join(project, 'dist', 'src', 'main.js'))).toBe(true);
  });

  it('should build both pages beside the program, if there are some', async () => {
    writePage();
    await start();
    expect(readFileSync(join(project, 'dist', 'web', 'index.html'), 'utf8')).toBe('<p>');
    const mounted = join(project, 'dist', 'src', 'audit', 'page', 'web', 'index.html');
    expect(readFileSync(mounted, 'utf8')).toBe('<b>');
  });

  it('should keep the old program when the page does not compile, and say why', async () => {
    await start();
    writePage();
    write('page-fails', '');
    expect(await start()).toEqual({ code: 1, output: 'Building …\n', errors: 'The build failed:\nno page\n' });
    expect(existsSync(join(project, 'dist', 'src', 'main.js'))).toBe(true);
  });

  it('should say what to do when the build tools are missing', async () => {
    rmSync(join(project, 'node_modules'), { recursive: true });
    expect(await start()).toMatchObject({ code: 1, errors: 'The build tools are missing; run `npm ci` first.\n' });
  });

  it('should run what is built where there are no sources', async () => {
    await start();
    rmSync(join(project, 'src'), { recursive: true });
    rmSync(join(project, 'node_modules'), { recursive: true });
    expect(await start()).toMatchObject({ code: 0, output: 'version 1\n' });
  });

  it('should end well for each of several starts at once', async () => {
    const all = await Promise.all([start(), start(), start()]);
    expect(all.map(({ code, errors }) => ({ code, errors }))).toEqual(all.map(() => ({ code: 0, errors: '' })));
    expect(all.every(({ output }) => output.endsWith('version 1\n'))).toBe(true);
  });

  function writePage(): void {
    write('web/vite.config.ts', '');
    write('web/index.html', '<p>');
    write('web/audit-page.html', '<b>');
    write('node_modules/vite/package.json', '{ "type": "module" }');
    write('node_modules/vite/bin/vite.js', PAGE_COMPILER);
  }

  function write(file: string, content: string): void {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), content);
  }

  async function start(): Promise<{ code: number | null; output: string; errors: string }> {
    const child = spawn(process.execPath, [join(project, 'scripts', 'start.mjs')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const code = new Promise<number | null>((end) => child.once('close', end));
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await code, output, errors };
  }
});
