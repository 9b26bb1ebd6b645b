import type { ServerResponse } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { whenClosed } from '../../capture/http/when-closed.ts';

/** Fastify has the response of Node inside of its own. */
type PlatformResponse = ServerResponse & { readonly raw?: ServerResponse };

/** A signal that says when the connection of who asks has ended, or the answer has. */
export const ReaderGone = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal => {
  const response = context.switchToHttp().getResponse<PlatformResponse>();
  const gone = new AbortController();
  whenClosed(response.raw ?? response, () => gone.abort());
  return gone.signal;
});
