import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import type { ErrorSpec, FieldError } from './app-error.ts';
import { isDatabaseUnavailable } from './database-fault.ts';
import type { ProblemDto } from './dto/problem.dto.ts';
import { problemErrors } from './problem.errors.ts';
import { REQUEST_ID_HEADER } from './request-id.ts';

/** How long a client is asked to wait when the database is away: about the time of a restart. */
const RETRY_AFTER_SECONDS = '5';

/** What an error means to the client: the problem without the request it happened in. */
export interface Refusal extends ErrorSpec {
  readonly errors?: readonly FieldError[];
  /** Whether the fault is ours and its cause belongs into the server's log. */
  readonly isFault: boolean;
}

/** Decides what the client is told about an error. Whatever is not known to be safe to tell becomes a plain 500. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof HttpException) return refusalOfHttpException(error);
  const ofFastify = fastifySpecOf(error);
  if (ofFastify) return { ...ofFastify, isFault: false };
  if (isDatabaseUnavailable(error)) return { ...problemErrors.DATABASE_UNAVAILABLE, isFault: true };
  return { ...problemErrors.INTERNAL_ERROR, isFault: true };
}

/** Puts a refusal into the form of RFC 9457. */
export function toProblem(refusal: Refusal, requestId: string): ProblemDto {
  return {
    type: 'about:blank',
    title: STATUS_CODES[refusal.status] ?? 'Error',
    status: refusal.status,
    detail: refusal.message,
    code: refusal.code,
    requestId,
    ...(refusal.errors && { errors: [...refusal.errors] }),
  };
}

/** The headers that go with a problem. */
export function problemHeaders({ code, status }: Refusal, requestId: string): Readonly<Record<string, string>> {
  return {
    'Content-Type': 'application/problem+json; charset=utf-8',
    [REQUEST_ID_HEADER]: requestId,
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
    ...(code === problemErrors.DATABASE_UNAVAILABLE.code && { 'Retry-After': RETRY_AFTER_SECONDS }),
  };
}

function refusalOfHttpException(exception: HttpException): Refusal {
  const status = exception.getStatus();
  const isFault = status >= 500;
  const body = exception.getResponse();
  if (typeof body === 'object' && 'code' in body && typeof body.code === 'string') {
    const errors = 'errors' in body && Array.isArray(body.errors) ? body.errors.filter(isFieldError) : undefined;
    const message = 'message' in body && typeof body.message === 'string' ? body.message : exception.message;
    return { code: body.code, status, message, isFault, ...(errors && { errors }) };
  }
  const spec = specOf(exception, status);
  const mayTellMessage = spec.code === 'BAD_REQUEST' || spec.code === 'CONFLICT';
  return { ...spec, status, isFault, ...(mayTellMessage && { message: exception.message }) };
}

function isFieldError(value: unknown): value is FieldError {
  return typeof value === 'object' && value !== null && 'field' in value && 'reason' in value;
}

/** Errors of Fastify that share a status with others, by the code Fastify gives them. */
const FASTIFY_ERRORS: Readonly<Record<string, ErrorSpec>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: problemErrors.MALFORMED_BODY,
  FST_ERR_CTP_EMPTY_JSON_BODY: problemErrors.MALFORMED_BODY,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: problemErrors.MALFORMED_BODY,
  FST_ERR_BAD_URL: problemErrors.MALFORMED_URL,
  FST_ERR_MAX_PARAM_LENGTH: problemErrors.URL_TOO_LONG,
};

const BY_STATUS: Readonly<Record<number, ErrorSpec>> = {
  401: problemErrors.UNAUTHENTICATED,
  403: problemErrors.FORBIDDEN,
  404: problemErrors.NOT_FOUND,
  409: problemErrors.CONFLICT,
  413: problemErrors.BODY_TOO_LARGE,
  414: problemErrors.URL_TOO_LONG,
  415: problemErrors.UNSUPPORTED_MEDIA_TYPE,
  429: problemErrors.TOO_MANY_REQUESTS,
  503: problemErrors.SERVICE_UNAVAILABLE,
};

function specOf(exception: HttpException, status: number): ErrorSpec {
  const { cause } = exception;
  const ofFastify = fastifySpecOf(cause);
  if (ofFastify) return ofFastify;
  // `secure-json-parse` refuses `__proto__` keys with a SyntaxError, as JSON.parse does broken text.
  if (status === 400 && cause instanceof SyntaxError) return problemErrors.MALFORMED_BODY;
  // Nest's own "Cannot GET /path", thrown when no route matches.
  if (status === 404 && /^Cannot [A-Z]+ \//.test(exception.message)) return problemErrors.ROUTE_NOT_FOUND;
  return BY_STATUS[status] ?? (status >= 500 ? problemErrors.INTERNAL_ERROR : problemErrors.BAD_REQUEST);
}

function fastifySpecOf(error: unknown): ErrorSpec | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return FASTIFY_ERRORS[error.code];
}
