import type { Entry } from '../api/client.ts';

/** A fault as entries tell of it. */
export interface RecordedError {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly stack: string | undefined;
  readonly cause: RecordedError | undefined;
}

/** The request as entries tell of it. */
export interface RecordedRequest {
  readonly method: string;
  readonly route: string | undefined;
  readonly path: string;
  readonly query: unknown;
  readonly statusCode: number | undefined;
  readonly durationMs: number | undefined;
  readonly outcome: string | undefined;
  readonly body: unknown;
}

/** One field before and after. */
export interface RecordedChange {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

export interface RecordedChanges {
  /** Whether it was only tried. */
  readonly isAttempted: boolean;
  readonly changes: readonly RecordedChange[];
}

/** What the metadata of an entry says, as far as the page knows its form; whatever has another form is left for {@link otherMetadata}. */
const KNOWN = ['error', 'http', 'changes', 'attemptedChanges', 'context'];
const MAX_CAUSES = 5;

export function errorOf({ metadata }: Pick<Entry, 'metadata'>): RecordedError | undefined {
  return errorIn(metadata['error'], MAX_CAUSES);
}

function errorIn(value: unknown, depth: number): RecordedError | undefined {
  if (!isRecord(value) || depth === 0) return undefined;
  const name = textIn(value, 'name') ?? 'Error';
  return {
    name,
    message: textIn(value, 'message') ?? name,
    code: textIn(value, 'code'),
    stack: textIn(value, 'stack'),
    cause: errorIn(value['cause'], depth - 1),
  };
}

export function requestOf({ metadata }: Pick<Entry, 'metadata'>): RecordedRequest | undefined {
  const http = metadata['http'];
  if (!isRecord(http)) return undefined;
  return {
    method: textIn(http, 'method') ?? '',
    route: textIn(http, 'route'),
    path: textIn(http, 'path') ?? '',
    query: http['query'],
    statusCode: numberIn(http, 'statusCode'),
    durationMs: numberIn(http, 'durationMs'),
    outcome: textIn(http, 'outcome'),
    body: http['body'],
  };
}

export function changesOf({ metadata }: Pick<Entry, 'metadata'>): RecordedChanges | undefined {
  const isAttempted = !isRecord(metadata['changes']);
  const told = isAttempted ? metadata['attemptedChanges'] : metadata['changes'];
  if (!isRecord(told)) return undefined;
  const changes = Object.entries(told).map(([field, value]) =>
    isRecord(value) && ('from' in value || 'to' in value)
      ? { field, from: value['from'], to: value['to'] }
      : { field, from: undefined, to: value },
  );
  return { isAttempted, changes };
}

/** What was recorded of the surroundings: session, impersonator, process, … */
export function contextOf({ metadata }: Pick<Entry, 'metadata'>): Readonly<Record<string, unknown>> {
  return isRecord(metadata['context']) ? metadata['context'] : {};
}

/** What the caller has added. */
export function otherMetadata({
  metadata,
}: Pick<Entry, 'metadata'>): readonly (readonly [name: string, value: unknown])[] {
  return Object.entries(metadata).filter(([name, value]) => !KNOWN.includes(name) || !isRecord(value));
}

/** Any recorded value as text. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textIn(record: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = record[name];
  return typeof value === 'string' ? value : undefined;
}

function numberIn(record: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const value = record[name];
  return typeof value === 'number' ? value : undefined;
}
