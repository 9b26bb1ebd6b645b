import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** What Nest knows of the call, as a guard gets it. */
export const RouteContext = createParamDecorator((_: unknown, context: ExecutionContext): ExecutionContext => context);
