import { Reflector } from '@nestjs/core';

/** Opens a route (or every route of a controller) to callers that are not signed in. Use as `@Public()`. */
export const Public = Reflector.createDecorator<void, true>({ transform: () => true });
