import { readFileSync } from 'node:fs';
import { cycleIn, type SourceFile, sourceFilesBelow } from './source-graph.ts';

const LIBRARY = 'src/audit/';
const DOOR = 'src/audit/index.ts';

/** What the library may use beside itself. */
const LIBRARY_PACKAGES = [
  'node',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/swagger',
  '@nestjs/typeorm',
  'class-transformer',
  'class-validator',
  'csv-stringify',
  'rxjs',
  'typeorm',
  'uuid',
];

/** The rooms of the library and the rooms each may look into. The root files may look into all. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  entry: [],
  capture: ['entry', 'delivery'],
  delivery: ['entry'],
  reading: ['entry', 'capture'],
  lifecycle: ['entry'],
  migrations: [],
};

/** Files at the library's root that hold no wiring, only words; every room may use them. */
const WORDS = ['src/audit/audit.errors.ts', 'src/audit/audit.options.ts'];

/** `src/audit/entry/redact.ts` -> `entry`; undefined for root files. */
function roomOf(path: string): string | undefined {
  const [room, file] = path.slice(LIBRARY.length).split('/');
  return file === undefined ? undefined : room;
}

const files = sourceFilesBelow('src');
const library = files.filter(({ path }) => path.startsWith(LIBRARY));
const host = files.filter(({ path }) => !path.startsWith(LIBRARY));

function violations(
  of: readonly SourceFile[],
  isAllowed: (imported: string, importer: string) => boolean,
): readonly string[] {
  return of.flatMap(({ path, imports }) =>
    imports.filter((imported) => !isAllowed(imported, path)).map((imported) => `${path} -> ${imported}`),
  );
}

describe('src/audit', () => {
  it('should be found', () => {
    expect(library.length).toBeGreaterThan(40);
    expect(host.length).toBeGreaterThan(40);
  });

  it('should import only itself and its declared packages', () => {
    const isOwn = (imported: string): boolean => imported.startsWith(LIBRARY) || LIBRARY_PACKAGES.includes(imported);
    expect(violations(library, isOwn)).toEqual([]);
  });

  it('should have exactly the rooms that are planned', () => {
    const rooms = new Set(library.map(({ path }) => roomOf(path)).filter((room) => room !== undefined));
    expect([...rooms].toSorted()).toEqual(Object.keys(ROOMS).toSorted());
  });

  it('should import downward between its rooms', () => {
    const isDownward = (imported: string, importer: string): boolean => {
      const from = roomOf(importer);
      if (from === undefined || !imported.startsWith(LIBRARY) || WORDS.includes(imported)) return true;
      const to = roomOf(imported);
      return to !== undefined && [from, ...(ROOMS[from] ?? [])].includes(to);
    };
    expect(violations(library, isDownward)).toEqual([]);
  });

  it('should have one door', () => {
    const indexes = files.map(({ path }) => path).filter((path) => path.endsWith('/index.ts'));
    expect(indexes).toEqual([DOOR]);
  });
});

describe('the library', () => {
  it('should leave the set-up of the host to the host', () => {
    const meddling = library.filter(({ text }) => /TypeOrmModule\.forRoot|useGlobal|APP_PIPE|APP_GUARD/.test(text));
    expect(meddling.map(({ path }) => path)).toEqual([]);
  });
});

describe('the rest of src', () => {
  it('should import the library through its door only', () => {
    const isDoor = (imported: string): boolean => !imported.startsWith(LIBRARY) || imported === DOOR;
    const others = [...host, ...sourceFilesBelow('migrations')];
    expect(violations(others, isDoor)).toEqual([]);
  });

  it('should set the library up in one file', () => {
    const settingUp = host.filter(({ text }) => /\bAuditModule\b/.test(text)).map(({ path }) => path);
    expect(settingUp).toEqual(['src/app.audit.ts']);
  });
});

/** The features of the host, lowest first, and the features each may look into. */
const FEATURES: Readonly<Record<string, readonly string[]>> = {
  access: [],
  sessions: ['access'],
  roles: ['access'],
  settings: ['access'],
  users: ['access', 'sessions', 'roles', 'settings'],
  auth: ['access', 'sessions', 'settings', 'users'],
  'data-uploads': ['access', 'settings'],
  reconciliations: ['access', 'data-uploads'],
  administration: ['access', 'sessions', 'settings', 'users'],
};

/** Those who look at all features: wiring, the list of entities, the inventory and the demo. */
const OVERSEERS = ['src/database/entities.ts', 'src/inventory/', 'src/demo/'];

/** `src/users/dto/user.dto.ts` -> `users`; undefined for files of no folder. */
function folderOf(path: string): string | undefined {
  const [, folder, file] = path.split('/');
  return file === undefined ? undefined : folder;
}

describe('the features of the host', () => {
  const isFeature = (path: string): boolean => Object.hasOwn(FEATURES, folderOf(path) ?? '');

  it('should all be in the plan', () => {
    const features = host.filter(({ path }) => path.endsWith('.controller.ts')).map(({ path }) => folderOf(path) ?? '');
    expect([...new Set(features)].filter((folder) => folder !== 'health' && !(folder in FEATURES))).toEqual([]);
    expect(host.filter(({ path }) => isFeature(path)).length).toBeGreaterThan(80);
  });

  it('should import downward', () => {
    const isDownward = (imported: string, importer: string): boolean => {
      const [from, to] = [folderOf(importer) ?? '', folderOf(imported) ?? ''];
      return !isFeature(imported) || from === to || (FEATURES[from] ?? []).includes(to);
    };
    const features = host.filter(({ path }) => isFeature(path));
    expect(violations(features, isDownward)).toEqual([]);
  });

  it('should not be known to what they stand on', () => {
    const below = host.filter(
      ({ path }) =>
        folderOf(path) !== undefined && !isFeature(path) && !OVERSEERS.some((overseer) => path.startsWith(overseer)),
    );
    const isBelow = (imported: string, importer: string): boolean =>
      !isFeature(imported) || (folderOf(importer) === 'health' && folderOf(imported) === 'access');
    expect(violations(below, isBelow)).toEqual([]);
  });
});

describe('src', () => {
  it('should have no cycles', () => {
    expect(cycleIn(files)).toBeUndefined();
  });

  it('should notice a cycle', () => {
    const ring = [
      { path: 'a', text: '', imports: ['b'] },
      { path: 'b', text: '', imports: ['c'] },
      { path: 'c', text: '', imports: ['b'] },
    ];
    expect(cycleIn(ring)).toEqual(['b', 'c', 'b']);
  });
});

describe('package.json', () => {
  it('should declare what the application imports as its dependencies', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly dependencies: object };
    const declared = ['node', ...Object.keys(manifest.dependencies)];
    const used = [...files, ...sourceFilesBelow('migrations')];
    const isDeclared = (imported: string): boolean =>
      /^(src|migrations)\//.test(imported) || declared.includes(imported);
    expect(violations(used, isDeclared)).toEqual([]);
  });
});
