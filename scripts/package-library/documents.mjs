import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** Of this application rather than of the library. */
const OF_THE_HOST = [
  'docs/architecture.md',
  'docs/first-steps.md',
  'docs/host-modules.md',
  'docs/performance.md',
  'docs/using-the-log.md',
];

const LIBRARY = 'src/audit/README.md';
const LINK = /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g;

/**
 * Writes the README of the package and the pages it leads to. Links go to what is in the package; of others only the
 * words stay.
 * @param {string} root folder of the project
 * @param {string} output folder of the package
 */
export function writeDocuments(root, output) {
  const read = (path) => readFileSync(join(root, path), 'utf8');
  const readme = packageReadme({ project: read('README.md'), library: read(LIBRARY) });
  const pages = new Map([[LIBRARY, readme]]);
  const isPage = (path) => /^docs\/.+\.md$/.test(path) && !OF_THE_HOST.includes(path) && existsSync(join(root, path));
  for (const [from, text] of pages) {
    for (const [, , , target] of text.matchAll(LINK)) {
      const path = resolve(from, target);
      if (isPage(path) && !pages.has(path)) pages.set(path, read(path));
    }
  }
  const placeOf = (path) => (path === LIBRARY || path === 'README.md' ? 'README.md' : path);
  const isInPackage = (path) => path === 'README.md' || pages.has(path);
  for (const [from, text] of pages) {
    const place = join(output, placeOf(from));
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(
      place,
      text.replaceAll(LINK, (link, image, words, target) => {
        if (/^(https?:|#)/.test(target)) return link;
        const path = resolve(from, target);
        if (image !== '' || !isInPackage(path)) return image === '' ? words : '';
        const way = posix.relative(posix.dirname(placeOf(from)), placeOf(path));
        return `[${words}](${way}${/#.*/.exec(target)?.[0] ?? ''})`;
      }),
    );
  }
}

/** The project's word on what it is and how to add it, then the library's reference. */
function packageReadme({ project, library }) {
  const [title, ...introduction] = project.slice(0, project.indexOf('```mermaid')).trim().split('\n');
  const fromHere = (text) => text.replaceAll(LINK, (_, image, words, target) => `${image}[${words}](../../${target})`);
  const adding = /^## Add it to your application\n[^]*?(?=^## )/m.exec(project)?.[0];
  if (adding === undefined) throw new Error('README.md has no section "Add it to your application".');
  const reference = library.replace(/^# .*\n/, '');
  return [title, fromHere(introduction.join('\n').trim()), fromHere(adding.trim()), reference.trim(), ''].join('\n\n');
}

/** `docs/a.md`, `../b.md#c` -> `b.md`; addresses elsewhere and in the same page stay what they are. */
function resolve(from, target) {
  if (/^(https?:|#)/.test(target)) return target;
  return posix.normalize(posix.join(posix.dirname(from), target.replace(/#.*/, '')));
}
