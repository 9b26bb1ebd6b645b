import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

const PROJECT = 'README.md';
const LIBRARY = 'src/audit/README.md';

/** The part of the project's README that is part of the package's. */
const ADDING = 'README.md#add-it-to-your-application';

/** Of this application rather than of the library. */
const OF_THE_HOST = [
  'docs/architecture.md',
  'docs/first-steps.md',
  'docs/host-modules.md',
  'docs/performance.md',
  'docs/using-the-log.md',
];

/** `[words](target)`, or an image where a `!` stands before it. */
const LINK = /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g;

/**
 * Writes the README of the package and the pages it leads to. Links go to what is in the package; of others only the
 * words stay.
 * @param {string} root folder of the project
 * @param {string} output folder of the package
 */
export function writeDocuments(root, output) {
  const pages = pagesFrom(root);
  for (const [path, text] of pages) {
    const place = join(output, placeOf(path));
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, inPackage(text, { from: path, pages }));
  }
}

/** @returns {Map<string, string>} the texts of the README and of all pages that it leads to, by their paths here */
function pagesFrom(root) {
  const read = (path) => readFileSync(join(root, path), 'utf8');
  const pages = new Map([[LIBRARY, packageReadme({ project: read(PROJECT), library: read(LIBRARY) })]]);
  const isPage = (path) => /^docs\/.+\.md$/.test(path) && !OF_THE_HOST.includes(path) && existsSync(join(root, path));
  for (const [from, text] of pages) {
    for (const [, , , target] of text.matchAll(LINK)) {
      const path = resolve(from, target);
      if (isPage(path) && !pages.has(path)) pages.set(path, read(path));
    }
  }
  return pages;
}

/** The project's word on what it is and how to add it, then the library's reference. */
function packageReadme({ project, library }) {
  const [title, ...introduction] = project.slice(0, project.indexOf('```mermaid')).trim().split('\n');
  const adding = /^## Add it to your application\n[^]*?(?=^## )/m.exec(project)?.[0];
  if (adding === undefined) throw new Error('README.md has no section "Add it to your application".');
  const reference = library.replace(/^# .*\n/, '');
  const parts = [title, asOfTheLibrary(introduction.join('\n')), asOfTheLibrary(adding), reference];
  return `${parts.map((part) => part.trim()).join('\n\n')}\n`;
}

/** A part of the project's README, as it would stand in the library's. */
function asOfTheLibrary(text) {
  return text.replaceAll(LINK, (link, image, words, target) => {
    if (isElsewhere(target)) return link;
    return `${image}[${words}](${posix.relative(dirname(LIBRARY), resolve(PROJECT, target))}${fragmentOf(target)})`;
  });
}

/** The text of a page with links as they are in the package. */
function inPackage(text, { from, pages }) {
  return text.replaceAll(LINK, (link, image, words, target) => {
    if (isElsewhere(target)) return link;
    if (image !== '') return '';
    const path = resolve(from, target);
    if (!pages.has(path) && path + fragmentOf(target) !== ADDING) return words;
    return `[${words}](${posix.relative(dirname(placeOf(from)), placeOf(path))}${fragmentOf(target)})`;
  });
}

/** Where a page stands in the package. */
function placeOf(path) {
  return path === LIBRARY || path === PROJECT ? 'README.md' : path;
}

/** Another site's, or in the same page. */
function isElsewhere(target) {
  return /^(https?:|#)/.test(target);
}

/** The path here that a link leads to. */
function resolve(from, target) {
  return isElsewhere(target) ? target : posix.join(dirname(from), target.replace(/#.*/, ''));
}

function fragmentOf(target) {
  return /#.*/.exec(target)?.[0] ?? '';
}
