import type { FastifyReply, FastifyRequest } from 'fastify';
import { REQUEST_ID_HEADER } from './request-id.ts';
import { problemHeaders, refusalOf, toProblem } from './problem.ts';

/**
 * Fastify's `frameworkErrors`: answers what its router refuses (a malformed address, a parameter that is too long)
 * before any hook, and so before Nest and its filters, sees the request.
 */
export function answerRouterError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  reply.raw.setHeader(REQUEST_ID_HEADER, request.id); // the hook that does it otherwise is not reached
  const refusal = refusalOf(error);
  void reply.code(refusal.status).headers(problemHeaders(refusal, request.id)).send(toProblem(refusal, request.id));
}
