import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { describeFault } from './describe-fault.ts';
import { problemErrors } from './problem.errors.ts';
import { refusalOf, toProblem } from './problem.ts';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.ts';

/** How long a client is asked to wait when the database is away: about the time of a restart. */
const RETRY_AFTER_SECONDS = '5';

/**
 * Answers every error of an HTTP request as `application/problem+json`.
 * Only faults of ours are logged; a refusal is the client's business, and the audit log has it anyway.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<unknown>();
    const adapter = this.adapterHost.httpAdapter;
    const requestId = requestIdOf(http.getRequest<unknown>());
    const refusal = refusalOf(error);
    if (refusal.isFault) this.logger.error(`Request ${requestId} failed: ${refusal.code}`, describeFault(error));
    if (adapter.isHeadersSent(response)) return;
    const headers = { ...headersOf(refusal.code, refusal.status), [REQUEST_ID_HEADER]: requestId };
    for (const [name, value] of Object.entries(headers)) adapter.setHeader(response, name, value);
    adapter.reply(response, toProblem(refusal, requestId), refusal.status);
  }
}

function headersOf(code: string, status: number): Readonly<Record<string, string>> {
  return {
    'Content-Type': 'application/problem+json; charset=utf-8',
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
    ...(code === problemErrors.DATABASE_UNAVAILABLE.code && { 'Retry-After': RETRY_AFTER_SECONDS }),
  };
}
