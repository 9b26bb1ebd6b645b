import type { ServerResponse } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** Fastify has the response of Node inside of its own. */
type PlatformResponse = ServerResponse & { readonly raw?: ServerResponse };

/** A signal that says when the connection of who asks has ended, or the answer has. */
export const ReaderGone = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal => {
  const response = context.switchToHttp().getResponse<PlatformResponse>();
  const gone = new AbortController();
  (response.raw ?? response).once('close', () => gone.abort());
  return gone.signal;
});
