import { readFileSync } from 'node:fs';
import { PAGE_VIEWS } from '../../src/audit/page/mount-audit-page.ts';
import { cycleIn, sourceFilesBelow } from './source-graph.ts';

const PAGE = 'web/src/';

/** The rooms of the page, each below those that look into it, and the rooms each may look into. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  api: [],
  text: [],
  parts: ['api', 'text'],
  session: ['api', 'text', 'parts'],
  account: ['api', 'text', 'parts', 'session'],
  entry: ['api', 'text', 'session', 'parts'],
  exports: ['api', 'text', 'session', 'parts'],
  live: ['api', 'text', 'session', 'parts'],
  log: ['api', 'text', 'session', 'parts', 'entry', 'exports', 'live'],
  errors: ['api', 'text', 'session', 'parts', 'log'],
  history: ['api', 'text', 'session', 'parts', 'entry'],
  activity: ['api', 'text', 'session', 'parts', 'entry', 'log'],
  holds: ['api', 'text', 'session', 'parts'],
  host: ['api', 'text', 'session', 'parts'],
  roles: ['api', 'text', 'session', 'parts', 'host'],
  users: ['api', 'text', 'session', 'parts', 'host', 'roles'],
  uploads: ['api', 'text', 'session', 'parts', 'host'],
  reconciliations: ['api', 'text', 'session', 'parts', 'host', 'uploads'],
  settings: ['api', 'text', 'session', 'parts', 'host'],
  administration: ['api', 'text', 'session', 'parts', 'host'],
};

/** Wires the rooms: it looks into all of them, and none looks into it. */
const TOP = 'app';

const files = sourceFilesBelow('web/src');

/** `web/src/log/log-page.tsx` -> `log`; undefined for packages and where the editions begin. */
function roomOf(path: string): string | undefined {
  if (!path.startsWith(PAGE)) return undefined;
  const [room, file] = path.slice(PAGE.length).split('/');
  return file === undefined ? undefined : room;
}

function violations(isAllowed: (imported: string, importer: string) => boolean): readonly string[] {
  return files.flatMap(({ path, imports }) =>
    imports.filter((imported) => !isAllowed(imported, path)).map((imported) => `${path} -> ${imported}`),
  );
}

describe('web/src', () => {
  it('should have exactly the rooms that are planned', () => {
    const rooms = new Set(files.map(({ path }) => roomOf(path)).filter((room) => room !== undefined));
    expect([...rooms].toSorted()).toEqual([...Object.keys(ROOMS), TOP].toSorted());
  });

  it('should import downward between its rooms', () => {
    const isDownward = (imported: string, importer: string): boolean => {
      const [from, to] = [roomOf(importer), roomOf(imported)];
      if (from === undefined || from === TOP || to === undefined || to === from) return true;
      return ROOMS[from]!.includes(to);
    };
    expect(violations(isDownward)).toEqual([]);
  });

  it('should know the server by its API only', () => {
    expect(violations((imported) => !/^(src|migrations|test|scripts)\//.test(imported))).toEqual([]);
  });

  it('should have the views that the library serves', () => {
    const text = readFileSync('web/src/app/audit-pages.ts', 'utf8');
    const views = [...text.matchAll(/ {2}\{\n[^]*?\n {2}\},/g)].map(
      ([page]) => /route: '([^?']+)/.exec(page)?.[1] ?? /path: '([^']+)/.exec(page)?.[1],
    );
    const paths = [...text.matchAll(/ path: '([^']+)/g)].map(([, path]) => path);
    expect(new Set(['', ...paths, ...views])).toEqual(new Set(PAGE_VIEWS));
  });

  it('should have no cycles', () => {
    expect(cycleIn(files)).toBeUndefined();
  });

  it('should use declared packages', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly devDependencies: object };
    const declared = Object.keys(manifest.devDependencies);
    expect(violations((imported) => imported.startsWith(PAGE) || declared.includes(imported))).toEqual([]);
  });

  it('should show what is stored as text, never as markup', () => {
    const daring = files.filter(({ text }) => /dangerouslySetInnerHTML|innerHTML|outerHTML|srcDoc/.test(text));
    expect(daring.map(({ path }) => path)).toEqual([]);
  });

  it('should keep no token where scripts can read it', () => {
    const careless = files.filter(({ text }) => /accessToken|document\.cookie|sessionStorage/.test(text));
    expect(careless.map(({ path }) => path)).toEqual(['web/src/api/schema.d.ts']);
  });
});
