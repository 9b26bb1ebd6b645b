import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';

const MEANING = {
  400: 'A parameter is wrong; `errors` says for each one why.',
  401: 'Nobody is signed in.',
  403: 'The permission to do this is missing.',
  404: 'There is no such entry.',
  503: 'The question takes too long, or too many are asked at the same time; ask for less, or again in a moment.',
} as const satisfies Record<number, string>;

/** Documents the errors a route answers. Their body has the form of the host's other errors. */
export function ApiAuditErrors(...statuses: readonly (keyof typeof MEANING)[]): MethodDecorator & ClassDecorator {
  return applyDecorators(...statuses.map((status) => ApiResponse({ status, description: MEANING[status] })));
}
