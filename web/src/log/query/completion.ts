import type { Schema } from '../../api/client.ts';

/** A field of the search language, as the server tells of it. */
export type QueryField = Schema<'AuditFieldDto'>;

/** What can be written next. */
export interface Completion {
  /** What stands in the list. */
  readonly label: string;
  /** What it is about, for fields. */
  readonly meaning?: string;
  /** The query when it is taken. */
  readonly query: string;
  readonly caret: number;
}

/** What is being written where the caret is: the name of a field, or a value of one. */
export interface WrittenPart {
  /** Undefined while it is the name that is being written. */
  readonly field: string | undefined;
  readonly written: string;
  /** Where the part begins, and where it ends. */
  readonly start: number;
  readonly end: number;
}

const MAX_COMPLETIONS = 8;
/** The word before the caret: a sign, a field, values before the last one, and what is written of that. */
const WORD = /(?:^|\s)(-?)(?:([A-Za-z][\w.-]*):(?:\(?(?:(?:"(?:[^"\\]|\\.)*"|[^\s,()"]+),\s*)*)"?)?([^\s,()"]*)$/;
const PLAIN_VALUE = /^[^\s,()"]+$/;

/** Undefined where nothing can be completed, as inside of a text in quotes. */
export function partAt(query: string, caret: number): WrittenPart | undefined {
  const match = WORD.exec(query.slice(0, caret));
  if (match === null) return undefined;
  const [, , field, written = ''] = match;
  const quote = query[caret - written.length - 1] === '"' ? 1 : 0;
  const rest = /^[^\s,()"]*/.exec(query.slice(caret))?.[0].length ?? 0;
  return { field, written, start: caret - written.length - quote, end: caret + rest };
}

/** What can be written at the caret: fields by their names, or values of the field that is being written. */
export function completionsAt(query: string, caret: number, fields: readonly QueryField[]): readonly Completion[] {
  const part = partAt(query, caret);
  if (part === undefined) return [];
  const { field: name, written } = part;
  if (name === undefined) {
    return fields
      .filter((field) => field.name.toLowerCase().startsWith(written.toLowerCase()))
      .map((field) => ({ label: `${field.name}:`, meaning: field.meaning, ...taken(query, part, `${field.name}:`) }));
  }
  const field = fields.find((each) => each.name.toLowerCase() === name.toLowerCase());
  return (field?.values ?? [])
    .filter((value) => value.toLowerCase().startsWith(written.toLowerCase()))
    .slice(0, MAX_COMPLETIONS)
    .map((value) => ({ label: value, ...taken(query, part, `${asValue(value)} `) }));
}

function taken(query: string, { start, end }: WrittenPart, insert: string): { query: string; caret: number } {
  const rest = query.slice(end);
  const inserted = insert.endsWith(' ') && /^[\s,)]/.test(rest) ? insert.trimEnd() : insert;
  return { query: query.slice(0, start) + inserted + rest, caret: start + inserted.length };
}

function asValue(value: string): string {
  return PLAIN_VALUE.test(value) ? value : `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
