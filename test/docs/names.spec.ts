import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { AUDIT_ERRORS, auditCoverage } from '../../src/audit/index.ts';
import { Environment } from '../../src/config/environment.ts';
import { createInventoryApp } from '../../src/inventory/inventory-app.ts';
import { allDocuments, proseOf, readDocument, ROOT } from './support/documents.ts';

const DOCUMENTS = allDocuments().map((document) => ({ ...document, prose: proseOf(document) }));
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Names in capitals that are neither settings nor codes of errors. */
const OTHER_CAPITALS =
  /^(TEST_DATABASE_URL|CHROMIUM_PATH|CRASH_SEED|AUDIT_SERVER|RETENTION_PRESETS|HOST_ROOMS|APP_GUARD)$/;

/** Routes of applications that guides make up. */
const MADE_UP = /^\w+ \/(invoices|api\/audit-logs|customers|shop|keys)\b/;

/** What GitHub makes of headings. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'),
  );
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

const namesIn = (pattern: RegExp): readonly (readonly [document: string, name: string])[] =>
  DOCUMENTS.flatMap(({ path, prose }) => [...prose.matchAll(pattern)].map((match) => [path, match[1]!] as const));

describe('what the documents name', () => {
  it('should be there: other documents, files and headings', () => {
    const broken = DOCUMENTS.flatMap(({ path, prose }) =>
      [...prose.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].flatMap(([, target = '']) => {
        const [file = '', anchor] = target.split('#');
        const there = file === '' ? path : normalize(join(dirname(path), file));
        if (!existsSync(join(ROOT, there))) return [`${path}: ${target}`];
        if (anchor === undefined || !there.endsWith('.md')) return [];
        return anchorsOf(proseOf(readDocument(there))).has(anchor) ? [] : [`${path}: ${target}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  it('should be there: files by their path', () => {
    const named = namesIn(/`((?:src|test|docs|scripts|bench|migrations|web)\/[\w./-]+)`/g);
    expect(named.length).toBeGreaterThan(50);
    const isThere = ([document, file]: (typeof named)[number]): boolean =>
      [file, join(dirname(document), file)].some((path) => existsSync(join(ROOT, path)));
    expect(named.filter((each) => !isThere(each))).toEqual([]);
  });

  it('should be there: commands', () => {
    const named = DOCUMENTS.flatMap(({ path, text }) =>
      [...text.matchAll(/\bnpm run (?:-s |--silent )?([\w:-]+)/g)].map(([, name]) => [path, name!] as const),
    );
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter(([, name]) => scripts[name] === undefined && name !== 'remind-all')).toEqual([]);
  });

  it('should be there: routes', async () => {
    const { items } = auditCoverage(await createInventoryApp());
    const shape = (route: string): string => route.replaceAll(/:\w+|\{\w+\}/g, '{}').replace(' /api/v1', ' ');
    const routes = new Set(items.map(({ name }) => shape(name)));
    const named = namesIn(/`((?:GET|POST|PUT|PATCH|DELETE) \/[^`\s?]*)/g).filter(([, route]) => !MADE_UP.test(route));
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter(([, route]) => !routes.has(shape(route.replace(/…$/, ''))))).toEqual([]);
  });

  it('should be there: settings and codes', () => {
    const known = new Set([...Object.keys(new Environment()), ...Object.keys(AUDIT_ERRORS)]);
    const codes = readDocument('docs/errors.md').text;
    const named = namesIn(/`([A-Z][A-Z\d]*(?:_[A-Z\d]+)+)`/g).filter(([document]) => document !== 'docs/errors.md');
    expect(named.length).toBeGreaterThan(60);
    const unknown = named.filter(([, name]) => !known.has(name) && !codes.includes(`| \`${name}\` |`));
    expect(unknown.filter(([, name]) => !OTHER_CAPITALS.test(name))).toEqual([]);
  });
});
