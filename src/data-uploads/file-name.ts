const LONGEST = 200;
const UNNAMED = 'upload.csv';
const EXTENSION = '.csv';

const CSV_TYPES: ReadonlySet<string> = new Set(['text/csv', 'application/csv', 'application/vnd.ms-excel']);
/** What programs say of a CSV file that do not know the type; the name has to tell then. */
const VAGUE_TYPES: ReadonlySet<string> = new Set(['text/plain', 'application/octet-stream']);

/**
 * The name of an uploaded file, made fit to be shown: without folders, without characters that are invisible or turn
 * the direction of text around, at most 200 characters. A long one keeps its extension.
 */
export function displayName(given: string): string {
  const base = given.split(/[/\\]/).at(-1) ?? '';
  const characters = Array.from(base.replaceAll(/\p{C}/gu, '').trim());
  if (characters.length === 0) return UNNAMED;
  if (characters.length <= LONGEST) return characters.join('');
  const extension = characters.slice(-EXTENSION.length).join('').toLowerCase() === EXTENSION ? EXTENSION : '';
  return (
    characters
      .slice(0, LONGEST - extension.length)
      .join('')
      .trimEnd() + extension
  );
}

/** Whether the name and the media type together say that a file is CSV. */
export function isNamedCsv(fileName: string, mediaType: string): boolean {
  const type = mediaType.toLowerCase();
  return CSV_TYPES.has(type) || (VAGUE_TYPES.has(type) && fileName.toLowerCase().endsWith(EXTENSION));
}
