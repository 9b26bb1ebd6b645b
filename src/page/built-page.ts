import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** The web page as it was built: files, and one document that shows all of its views. */
export interface BuiltPage {
  /** Where its files are. */
  readonly directory: string;
  readonly document: string;
  /** Addresses of its files, such as `/assets/index-Bx3f.js`. */
  readonly files: ReadonlySet<string>;
}

/** The address of the document; the views have addresses of their own. */
export const DOCUMENT_ADDRESS = '/index.html';

/**
 * The page that was built into this folder, as it is now; undefined when there is none. A page that is built later is
 * served after the next start.
 */
export function readBuiltPage(directory: string): BuiltPage | undefined {
  const path = join(directory, 'index.html');
  if (!existsSync(path)) return undefined;
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length).split(sep).join('/'));
  return { directory, document: readFileSync(path, 'utf8'), files: new Set(files) };
}
