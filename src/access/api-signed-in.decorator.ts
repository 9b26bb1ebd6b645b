import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { ApiProblems } from '../problem/api-problems.decorator.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { accessErrors } from './access.errors.ts';

/** Documents that a route, or every route of a controller, wants an access token and what it answers without one. */
export function ApiSignedIn(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiBearerAuth('bearer'),
    ApiProblems(problemErrors.UNAUTHENTICATED, accessErrors.TOKEN_INVALID, accessErrors.SESSION_ENDED),
  );
}
