import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { describeFault } from './describe-fault.ts';
import { problemHeaders, refusalOf, toProblem } from './problem.ts';
import { requestIdOf } from './request-id.ts';

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
    for (const [name, value] of Object.entries(problemHeaders(refusal, requestId))) {
      adapter.setHeader(response, name, value);
    }
    adapter.reply(response, toProblem(refusal, requestId), refusal.status);
  }
}
