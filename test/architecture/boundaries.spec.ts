import { readFileSync } from 'node:fs';
import { cycleIn, type SourceFile, sourceFilesBelow } from './source-graph.ts';

const LIBRARY = 'src/audit/';
const DOOR = 'src/audit/index.ts';

/** What the library may use beside itself. */
const LIBRARY_PACKAGES = [
  'node',
  '@aws-sdk/client-s3',
  '@duckdb/node-api',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/swagger',
  '@nestjs/typeorm',
  'class-transformer',
  'class-validator',
  'csv-stringify',
  'pg',
  'prom-client',
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
  lifecycle: ['entry', 'capture', 'reading'],
  coverage: ['entry', 'capture'],
  testing: ['entry', 'delivery', 'capture'],
  migrations: [],
  page: ['capture'],
};

/** The alcoves of a room and those of the same room that each may look into. The room itself stands open to all of them. */
const ALCOVES: Readonly<Record<string, readonly string[]>> = {
  'capture/marks': [],
  'capture/http': ['capture/marks'],
  'capture/calls': ['capture/http', 'capture/marks'],
  'capture/entities': [],
  'capture/faults': ['capture/http'],
  'delivery/journal': [],
  'delivery/writer': ['delivery/journal'],
  'entry/redaction': [],
  'entry/json': ['entry/redaction'],
  'entry/faults': ['entry/redaction'],
  'reading/archived': ['reading/export', 'reading/selection'],
  'reading/database': [],
  'reading/export': ['reading/database', 'reading/selection'],
  'reading/fields': ['reading/database', 'reading/query-language', 'reading/selection'],
  'reading/history': ['reading/database', 'reading/selection'],
  'reading/live': ['reading/database', 'reading/selection'],
  'reading/query-language': ['reading/selection'],
  'reading/reader': [],
  'reading/selection': [],
  'reading/summary': ['reading/database', 'reading/selection'],
  'lifecycle/archive': ['lifecycle/retention'],
  'lifecycle/retention': [],
};

/** Files at the library's root that wire nothing; every room may use them. */
const WORDS = ['src/audit/audit.data-source.ts', 'src/audit/audit.errors.ts', 'src/audit/audit.options.ts'];

/** `src/audit/entry/text.ts` -> `entry`; undefined for root files. */
function roomOf(path: string): string | undefined {
  const [room, file] = path.slice(LIBRARY.length).split('/');
  return file === undefined ? undefined : room;
}

/** `src/audit/entry/json/plain-json.ts` -> `entry/json`; undefined for files that stand in the room itself. */
function alcoveOf(path: string): string | undefined {
  const [room, alcove, file] = path.slice(LIBRARY.length).split('/');
  return file === undefined ? undefined : `${room}/${alcove}`;
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

  it('should import downward between the alcoves of a room', () => {
    const alcoves = new Set(library.map(({ path }) => alcoveOf(path)).filter((alcove) => alcove !== undefined));
    expect([...alcoves].toSorted()).toEqual(Object.keys(ALCOVES).toSorted());
    const isDownward = (imported: string, importer: string): boolean => {
      const [from, to] = [alcoveOf(importer), imported.startsWith(LIBRARY) ? alcoveOf(imported) : undefined];
      if (from === undefined || to === undefined || roomOf(importer) !== roomOf(imported)) return true;
      return from === to || (ALCOVES[from]?.includes(to) ?? false);
    };
    expect(violations(library, isDownward)).toEqual([]);
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

/** The folders of the host, each below those that look into it, and the folders each may look into. */
const HOST_ROOMS: Readonly<Record<string, readonly string[]>> = {
  text: [],
  paging: [],
  problem: [],
  logging: [],
  page: [],
  start: ['logging'],
  config: ['start'],
  database: ['logging', 'start', 'config'],
  jobs: ['problem', 'database'],
  access: ['problem'],
  sessions: [],
  roles: ['text', 'paging', 'problem', 'access'],
  settings: ['problem', 'config', 'access'],
  users: ['text', 'paging', 'problem', 'start', 'config', 'access', 'sessions', 'roles', 'settings'],
  auth: ['text', 'problem', 'config', 'access', 'sessions', 'settings', 'users'],
  'data-uploads': ['paging', 'problem', 'start', 'config', 'jobs', 'access', 'settings'],
  reconciliations: ['paging', 'problem', 'jobs', 'access', 'data-uploads'],
  administration: ['paging', 'problem', 'jobs', 'access', 'sessions', 'settings', 'users'],
  health: ['start', 'access'],
  metrics: ['access'],
};

/** Those who look at everything, so that nothing may look at them: wiring, the inventory, the demo. */
const OVERSEERS = ['inventory', 'demo'];

/** The list of all entities lies with the database that is told of them. */
const ENTITIES = 'src/database/entities.ts';

/** `src/users/dto/user.dto.ts` -> `users`; undefined for packages and for files of no folder. */
function folderOf(path: string): string | undefined {
  const [root, folder, file] = path.split('/');
  return root !== 'src' || file === undefined ? undefined : folder;
}

describe('the rooms of the host', () => {
  it('should be exactly those that are planned', () => {
    const rooms = new Set(host.map(({ path }) => folderOf(path)).filter((room) => room !== undefined));
    expect([...rooms].toSorted()).toEqual([...Object.keys(HOST_ROOMS), ...OVERSEERS].toSorted());
  });

  it('should be planned without cycles: each looks only into rooms that stand before it', () => {
    const names = Object.keys(HOST_ROOMS);
    const upward = names.filter((name, place) => !HOST_ROOMS[name]!.every((to) => names.slice(0, place).includes(to)));
    expect(upward).toEqual([]);
  });

  it('should import downward', () => {
    const isDownward = (imported: string, importer: string): boolean => {
      const [from, to] = [folderOf(importer), folderOf(imported)];
      if (from === undefined || OVERSEERS.includes(from) || importer === ENTITIES) return true;
      if (to === undefined) return !imported.startsWith('src/');
      return to === 'audit' || to === from || HOST_ROOMS[from]!.includes(to);
    };
    expect(violations(host, isDownward)).toEqual([]);
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
