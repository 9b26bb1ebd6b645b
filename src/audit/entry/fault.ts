import { HttpException } from '@nestjs/common';
import type { AuditSeverity, AuditStatus } from './catalogue.ts';
import { faultFingerprint } from './fault-fingerprint.ts';
import type { FaultDetails, RecordRules } from './record-rules.ts';
import { redactedText } from './redact.ts';
import { storableText } from './text.ts';

const MAX_MESSAGE = 2_000;
const MAX_STACK = 6_000;
const MAX_CAUSES = 4;

/** The working directory as stacks write it: as a path or a URL, and with more than one slash by some source maps. */
const WORKING_DIRECTORY = new RegExp(
  `(file://)?${process.cwd().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}/+`,
  'g',
);

/**
 * Codes of faults that keep the whole application from working: no database (refused, reset, shut down, connections
 * used up), no disk space, no file handles, no memory.
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const CRITICAL_CODES =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT|ENOSPC|EROFS|EDQUOT|EMFILE|ENFILE|ERR_WORKER_OUT_OF_MEMORY|08\w{3}|53\w{3}|57P0\w|58\w{3}|XX\w{3})$/;

/** What an error says about the entry it belongs to. */
export interface Fault {
  readonly status: Extract<AuditStatus, 'failure' | 'error'>;
  readonly severity: AuditSeverity;
  /** The error's code where it has one, else its class. */
  readonly errorType: string;
  readonly errorFingerprint: string;
  readonly details: FaultDetails;
}

/** Reads anything that was thrown: errors, strings, null. Never throws. */
export function readFault(error: unknown, _rules: RecordRules): Fault {
  const details = faultDetails(error, MAX_CAUSES);
  const expected = isRefusal(error);
  return {
    status: expected ? 'failure' : 'error',
    severity: expected ? 'WARNING' : isCritical(details) ? 'CRITICAL' : 'ERROR',
    errorType: details.code ?? details.name,
    errorFingerprint: faultFingerprint(details),
    details,
  };
}

/** Nest's own way to say no. */
function isRefusal(error: unknown): boolean {
  return attempt(() => error instanceof HttpException && error.getStatus() < 500) ?? false;
}

function isCritical({ code, cause }: FaultDetails): boolean {
  return (code !== undefined && CRITICAL_CODES.test(code)) || (cause !== undefined && isCritical(cause));
}

function faultDetails(error: unknown, causesLeft: number): FaultDetails {
  if (typeof error !== 'object' || error === null) return { name: typeof error, message: primitiveText(error) };
  const name = nameOf(error);
  const code = textOf(error, 'code') ?? codeInResponse(error);
  const stack = textOf(error, 'stack');
  const cause = property(error, 'cause') ?? property(error, 'driverError');
  const follow = causesLeft > 0 && cause !== undefined && cause !== null && cause !== error;
  return {
    name: storableText(name, 200),
    message: redactedText(textOf(error, 'message') ?? name, MAX_MESSAGE),
    ...(code !== undefined && { code: storableText(code, 100) }),
    ...(stack !== undefined && { stack: relativeStack(stack) }),
    ...(follow && { cause: faultDetails(cause, causesLeft - 1) }),
  };
}

function primitiveText(value: unknown): string {
  return redactedText(attempt(() => String(value)) ?? '[unreadable]', MAX_MESSAGE);
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
  return typeof response === 'object' && response !== null ? textOf(response, 'code') : undefined;
}

/** A stack whose frames name files relative to the working directory, so that it does not tell where the application is. */
function relativeStack(stack: string): string {
  return redactedText(stack.replaceAll(WORKING_DIRECTORY, ''), MAX_STACK);
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
