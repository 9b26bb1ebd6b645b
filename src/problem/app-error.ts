import { HttpException } from '@nestjs/common';

/** One way a request is refused: a stable code for programs, a status for HTTP, and a message for people. */
export interface ErrorSpec {
  readonly code: string;
  readonly status: number;
  /** What happened and what to do about it. It is sent to the client, so it never holds a secret. */
  readonly message: string;
}

/** One refused field of a request. */
export interface FieldError {
  /** Path of the field inside the body, the query or the route parameters, e.g. `items.0.email`. */
  readonly field: string;
  readonly reason: string;
}

type Specs = Readonly<Record<string, Omit<ErrorSpec, 'code'>>>;

type Catalogue<C> = { readonly [K in keyof C & string]: ErrorSpec & { readonly code: K } };

/** Makes the list of a module's errors; the key of each entry becomes its code. */
export function errorCatalogue<const C extends Specs>(specs: C): Catalogue<C>;
export function errorCatalogue(specs: Specs): Readonly<Record<string, ErrorSpec>> {
  return Object.freeze(
    Object.fromEntries(Object.entries(specs).map(([code, spec]) => [code, Object.freeze({ code, ...spec })])),
  );
}

/** What a single occurrence adds to its spec. */
export interface AppErrorOptions {
  /** @default the message of the spec */
  readonly message?: string;
  readonly errors?: readonly FieldError[];
  /** Kept for the log, never sent. */
  readonly cause?: unknown;
}

/** The error every module of this application throws; the problem filter turns it into the answer. */
export class AppError extends HttpException {
  readonly code: string;

  constructor(spec: ErrorSpec, options: AppErrorOptions = {}) {
    const message = options.message ?? spec.message;
    super({ code: spec.code, message, ...(options.errors && { errors: options.errors }) }, spec.status, {
      cause: options.cause,
    });
    this.message = message;
    this.code = spec.code;
  }
}
