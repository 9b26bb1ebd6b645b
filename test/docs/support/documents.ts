import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../../..');

/** A document of the project: its path from the root of the project, and its text. */
export interface Document {
  readonly path: string;
  readonly text: string;
}

/** One block of code in a document. */
export interface Block {
  readonly document: string;
  /** Line of the document in which its code begins, counted from 1. */
  readonly line: number;
  /** As it is written after the fence: `ts`, `sh`, `` for none. */
  readonly language: string;
  readonly code: string;
}

export function readDocument(path: string): Document {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

/** Made from the code, and held to it by a test of its own. */
const GENERATED = 'docs/api/';

/** Every document that people write: those of the root, of the library, of the page, and `docs/`. */
export function allDocuments(): readonly Document[] {
  const below = ['docs', 'src'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  );
  const paths = [...readdirSync(ROOT), 'web/README.md', ...below].filter(
    (path) => path.endsWith('.md') && !path.startsWith(GENERATED),
  );
  return paths.toSorted().map(readDocument);
}

/** The blocks between fences; a fence inside of a list is indented, and so is its code. */
export function blocksOf({ path, text }: Document): readonly Block[] {
  const blocks: Block[] = [];
  const fence = /^( *)```([\w-]*)[^\n]*\n([^]*?)^ *```$/gm;
  for (const { 1: indent = '', 2: language = '', 3: code = '', index } of text.matchAll(fence)) {
    const line = text.slice(0, index).split('\n').length + 1;
    const unindented = indent === '' ? code : code.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
    blocks.push({ document: path, line, language, code: unindented });
  }
  return blocks;
}

/** The text of a document without its blocks of code, line by line at their places. */
export function proseOf({ text }: Document): string {
  return text.replaceAll(/^( *)```[^]*?^ *```$/gm, (block) => block.replaceAll(/[^\n]/g, ''));
}

/** The rows of the tables in a text, cell by cell, with the titles of their columns. */
export function rowsOf(text: string): readonly Readonly<Record<string, string>>[] {
  const rows: Record<string, string>[] = [];
  let titles: readonly string[] | undefined;
  for (const line of text.split('\n')) {
    if (!line.startsWith('|')) {
      titles = undefined;
      continue;
    }
    const cells = line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
    if (titles === undefined) titles = cells;
    else if (!cells.every((cell) => /^:?-+:?$/.test(cell)))
      rows.push(Object.fromEntries(titles.map((title, at) => [title, cells[at] ?? ''])));
  }
  return rows;
}

/** The part of a document under a heading, without it, up to the next one of its level or above. */
export function sectionOf({ path, text }: Document, heading: string): string {
  const begin = text.indexOf(`\n${heading}\n`);
  if (begin === -1) throw new Error(`${path} has no heading "${heading}"`);
  const level = /^#+/.exec(heading)![0].length;
  const rest = text.slice(begin + heading.length + 2);
  const end = rest.search(new RegExp(`^#{1,${level}} `, 'm'));
  return end === -1 ? rest : rest.slice(0, end);
}
