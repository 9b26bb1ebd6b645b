import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';

const MEANING = {
  400: 'A parameter is wrong; `errors` says for each one why.',
  401: 'Nobody is signed in.',
  403: 'The permission to do this is missing.',
  404: 'There is no such entry, or export of yours.',
  409: 'It is not in the state for this; read it to see in which.',
  416: 'The file does not have what `Range` asks for; `Content-Range` says how large it is.',
  429: 'Too many are under way at once; `Retry-After` says when to ask again.',
  503: 'The question takes too long, too many are asked at the same time, or the log takes nothing; ask for less, or again in a moment.',
} as const satisfies Record<number, string>;

/** Documents the errors a route answers. Their body has the form of the host's other errors. */
export function ApiAuditErrors(...statuses: readonly (keyof typeof MEANING)[]): MethodDecorator & ClassDecorator {
  return applyDecorators(...statuses.map((status) => ApiResponse({ status, description: MEANING[status] })));
}
