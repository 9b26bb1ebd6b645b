import { HttpException } from '@nestjs/common';
import { withoutPlaces } from './fault-place.ts';
import { frameLine, framesOf, keptFrames } from './fault-stack.ts';
import type { FaultDetails } from '../record-rules.ts';
import type { Redactor } from '../redaction/redact.ts';
import { storableText } from '../text.ts';

const MAX_NAME = 200;
const MAX_CODE = 100;
const MAX_MESSAGE = 2_000;
const MAX_STACK = 6_000;
/** Of what stands behind the fault; its own stack tells most. */
const MAX_INNER_STACK = 2_000;
/** Of the message that stands above the frames. */
const MAX_HEADING = 300;
/** How much is kept of what stands behind a fault, in all and one behind the other. */
const LIMITS = { members: 8, depth: 4, errors: 5 } as const;

/** Codes of PostgreSQL, as `code` of its errors. */
const SQL_STATE = /^[\dA-Z]{5}$/;
/** Data exceptions: their messages quote the value that was refused, whatever it is, in the quotes of the server's language. */
const DATA_EXCEPTION = /^22[\dA-Z]{3}$/;
const QUOTED_TO_THE_END = /["„“”«»‹›].*$/s;

interface Reading {
  readonly redactor: Redactor;
  readonly seen: Set<object>;
  readonly depth: number;
}

/**
 * What is kept of anything that was thrown, its causes included, in bounds: 8 faults in all, 4 behind each other. What
 * can't be read is left out.
 */
export function faultDetails(error: unknown, redactor: Redactor): FaultDetails {
  return detailsOf(error, { redactor, seen: new Set(), depth: 0 });
}

function detailsOf(error: unknown, reading: Reading): FaultDetails {
  const { redactor, seen, depth } = reading;
  if (!isObject(error)) return { name: typeof error, message: shownText(primitiveText(error), redactor) };
  seen.add(error);
  const name = storableText(nameOf(error), MAX_NAME);
  const code = textOf(error, 'code') ?? codeInResponse(error);
  const said = textOf(error, 'message') ?? name;
  const message = shownText(
    code !== undefined && DATA_EXCEPTION.test(code) ? said.replace(QUOTED_TO_THE_END, '…') : said,
    redactor,
  );
  const stack = textOf(error, 'stack');
  const lines = stack === undefined ? [] : keptFrames(framesOf(stack, said)).map(frameLine);
  const text = [`${name}: ${message.slice(0, MAX_HEADING)}`, ...lines].join('\n');
  return {
    name,
    message,
    ...(code !== undefined && { code: storableText(code, MAX_CODE) }),
    ...(code !== undefined && SQL_STATE.test(code) && schemaWordsOf(error, redactor)),
    ...(lines.length > 0 && { stack: redactor.text(text, depth === 0 ? MAX_STACK : MAX_INNER_STACK) }),
    ...behind(error, { ...reading, depth: depth + 1 }),
  };
}

/** What has caused it, and what it holds; each fault once. */
function behind(error: object, reading: Reading): Pick<FaultDetails, 'cause' | 'errors'> {
  const { seen, depth } = reading;
  const isKept = (other: unknown): boolean =>
    depth <= LIMITS.depth && seen.size < LIMITS.members && !(isObject(other) && seen.has(other));
  const causes = [property(error, 'cause'), property(error, 'driverError')];
  const found = causes.find((each) => each !== undefined && each !== null && isKept(each));
  const cause = found === undefined ? undefined : detailsOf(found, reading);
  const errors: FaultDetails[] = [];
  for (const each of errorsIn(error)) {
    if (isKept(each)) errors.push(detailsOf(each, reading));
  }
  return { ...(cause !== undefined && { cause }), ...(errors.length > 0 && { errors }) };
}

/** The faults of an `AggregateError`; lists of other things under that name are the application's own. */
function errorsIn(error: object): readonly Error[] {
  const found: Error[] = [];
  const errors = property(error, 'errors');
  for (let place = 0; place < LIMITS.errors && isObject(errors); place += 1) {
    const each = attempt(() => (Array.isArray(errors) ? (errors[place] as unknown) : undefined));
    if (attempt(() => each instanceof Error) === true) found.push(each as Error);
  }
  return found;
}

/** Which rule of the schema has refused it: words of the schema, not of the row. */
function schemaWordsOf(error: object, redactor: Redactor): Pick<FaultDetails, 'constraint' | 'table'> {
  const [constraint, table] = [textOf(error, 'constraint'), textOf(error, 'table')];
  return {
    ...(constraint !== undefined && { constraint: redactor.line(constraint, MAX_CODE) }),
    ...(table !== undefined && { table: redactor.line(table, MAX_CODE) }),
  };
}

function shownText(text: string, redactor: Redactor): string {
  return redactor.text(withoutPlaces(text.slice(0, MAX_MESSAGE * 2)), MAX_MESSAGE);
}

function primitiveText(value: unknown): string {
  return attempt(() => String(value)) ?? '[unreadable]';
}

/** The error's own name; its class where it has none but the one that all errors inherit. */
function nameOf(error: object): string {
  const name = textOf(error, 'name') ?? 'Error';
  const type = property(error, 'constructor');
  return name === 'Error' && typeof type === 'function' ? (textOf(type, 'name') ?? name) : name;
}

/** The host's own errors often carry their code in the answer: `new ConflictException({ code: 'EMAIL_TAKEN' })`. */
function codeInResponse(error: object): string | undefined {
  const response = attempt(() => (error instanceof HttpException ? error.getResponse() : undefined));
  return isObject(response) ? textOf(response, 'code') : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function textOf(holder: object, key: string): string | undefined {
  const value = property(holder, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function property(holder: object, key: string): unknown {
  return attempt(() => (holder as Record<string, unknown>)[key]);
}

/** Getters, proxies and overridden methods of what was thrown may throw themselves. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
