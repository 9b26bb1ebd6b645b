import type { components } from './schema.d.ts';

type ProblemBody = components['schemas']['ProblemDto'];

/** One refused field, and why. */
export type FieldError = components['schemas']['FieldErrorDto'];

/** An answer of the server that says no, in the words of RFC 9457. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  /** Stable name of the problem, e.g. `AUDIT_QUERY_TOO_SLOW`; `HTTP_502` where something else than the server answered. */
  readonly code: string;
  /** Finds the entry of the failed request in the log. */
  readonly requestId: string | undefined;
  /** The refused fields, when it is about fields. */
  readonly errors: readonly FieldError[];

  constructor(body: Partial<ProblemBody>, response: Response) {
    super(body.detail ?? response.statusText);
    this.status = response.status;
    this.code = body.code ?? `HTTP_${response.status}`;
    this.requestId = body.requestId ?? response.headers.get('x-request-id') ?? undefined;
    this.errors = body.errors ?? [];
  }
}

/** The server could not be reached: there is no answer. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Whether an error is an answer with this code. */
export function isProblem(error: unknown, ...codes: readonly string[]): error is Problem {
  return error instanceof Problem && (codes.length === 0 || codes.includes(error.code));
}

/** Whether an error is the answer that nobody is signed in (any more). */
export function isSignedOut(error: unknown): boolean {
  return error instanceof Problem && error.status === 401 && error.code !== 'SIGN_IN_FAILED';
}

/** The problem in the body of an answer, whatever that is. */
export function problemOf(body: unknown, response: Response): Problem {
  return new Problem(typeof body === 'object' && body !== null ? body : {}, response);
}
