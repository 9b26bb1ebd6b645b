import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import { libraryPackage } from './support/library-package.ts';

const PROJECT = resolve(import.meta.dirname, '..', '..');
const temporaryDirectory = temporaryDirectories();

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
}

describe('the package of the library', () => {
  let tarball: string;
  let folder: string;
  let files: readonly string[];
  let manifest: Manifest;

  beforeAll(async () => {
    tarball = await libraryPackage();
    const place = temporaryDirectory();
    spawnSync('tar', ['-xzf', tarball, '-C', place]);
    folder = join(place, 'package');
    files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
    manifest = JSON.parse(read('package.json')) as Manifest;
  }, 120_000);

  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  const run = (command: string, args: readonly string[]): { readonly status: number | null; readonly said: string } => {
    const { status, stdout, stderr } = spawnSync(join(PROJECT, 'node_modules', '.bin', command), [...args], {
      encoding: 'utf8',
      cwd: folder,
    });
    return { status, said: `${stdout}${stderr}` };
  };

  /** The names that programs, or declarations, import from elsewhere. */
  function imported(suffix: string): readonly string[] {
    const programs = files.filter((path) => /^dist\/(?!page\/web\/)/.test(path) && path.endsWith(suffix));
    const names = programs.flatMap((path) =>
      [...read(path).matchAll(/(?:from |import\(|\(import\.meta\.url\)\()['"]([^'"]+)['"]/g)].map(
        ([, name = '']) => name,
      ),
    );
    return [...new Set(names)];
  }

  it('should hold the library and what belongs to it, and nothing else', () => {
    const others = files.filter((path) => !/^(dist|docs)\//.test(path));
    expect(others.toSorted()).toEqual(['LICENSE', 'README.md', 'package.json']);
    expect(files.filter((path) => /^dist\/(?!page\/web\/)/.test(path) && !/(\.d\.ts|\.js)$/.test(path))).toEqual([]);
    expect(files.filter((path) => /^dist\/page\/web\/[^/]*$/.test(path)).toSorted()).toEqual([
      'dist/page/web/color-scheme.js',
      'dist/page/web/icon.svg',
      'dist/page/web/index.html',
    ]);
    expect(files.filter((path) => /spec|embedded/.test(path))).toEqual([]);
    expect(files).toContain('dist/index.d.ts');
  });

  it('should declare every package that it imports', () => {
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    const names = imported('.js').filter((name) => !/^(\.|node:)/.test(name));
    const packages = new Set(names.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)![0]));
    expect([...packages].toSorted()).toEqual(declared.filter((name) => name !== 'reflect-metadata').toSorted());
  });

  it('should ask for the versions that docs/compatibility.md names', () => {
    const table = readFileSync(join(PROJECT, 'docs', 'compatibility.md'), 'utf8').replaceAll('\\|', '|');
    const asked = Object.entries(manifest.peerDependencies);
    const required = asked.filter(([name]) => manifest.peerDependenciesMeta[name] === undefined);
    expect(required.length).toBeGreaterThan(8);
    expect(required.filter(([, range]) => !table.includes(`\`${range}\``))).toEqual([]);
  });

  it('should load packages that are optional only when they are asked for', () => {
    const optional = Object.keys(manifest.peerDependenciesMeta);
    expect(optional).toHaveLength(3);
    const programs = files
      .filter((path) => path.endsWith('.js'))
      .map(read)
      .join('\n');
    for (const name of optional) expect(programs).not.toMatch(new RegExp(`from ['"]${name}`));
  });

  it('should import only files that it holds, in programs and in declarations', () => {
    const missing = files
      .filter((path) => path.endsWith('.js') || path.endsWith('.d.ts'))
      .flatMap((path) =>
        [...read(path).matchAll(/(?:from |import\()['"](\.[^'"]+)['"]/g)]
          .map(([, target = '']) => join(dirname(path), target))
          .filter((target) => !files.includes(target))
          .map((target) => `${path} -> ${target}`),
      );
    expect(missing).toEqual([]);
  });

  it('should have no effects when a module of it is loaded, as its manifest promises', () => {
    const bare = files.filter((path) => path.endsWith('.js')).filter((path) => /^import ['"]/m.test(read(path)));
    expect(bare).toEqual([]);
  });

  it('should keep docstrings in its types', () => {
    expect(read('dist/reading/audit-access.d.ts')).toContain(
      '/** The port through which the host says who may read its log. */',
    );
  });

  it('should lead nowhere that is not in the package', () => {
    const pages = files.filter((path) => path.endsWith('.md'));
    expect(pages.length).toBeGreaterThan(5);
    const dangling = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)\s#]+)/g)]
        .map(([, target = '']) => join(dirname(page), target))
        .filter((target) => !existsSync(join(folder, target)))
        .map((target) => `${page} -> ${target}`),
    );
    expect(dangling).toEqual([]);
    expect(read('README.md')).toContain('([docs/compatibility.md](docs/compatibility.md))');
    expect(read('README.md')).toContain('[README](README.md#add-it-to-your-application)');
    expect(read('README.md')).toContain('[ADR 7](docs/adr/0007-redaction.md)');
  });

  it('should please publint', () => {
    expect(run('publint', ['run', tarball, '--strict'])).toMatchObject({ status: 0 });
  });

  // What is CommonJS loads it by require(), which Node does from 20.19 on; the tool does not know that.
  it('should please attw, but for what Node has learnt meanwhile', () => {
    const ended = run('attw', [tarball, '--ignore-rules', 'cjs-resolves-to-esm']);
    expect(ended).toEqual({ status: 0, said: expect.stringContaining('No problems found') as string });
  });
});
