import { Reflector } from '@nestjs/core';

/** Leaves a route open to those who have to set a new password first. Use as `@AllowedBeforePasswordReset()`. */
export const AllowedBeforePasswordReset = Reflector.createDecorator<void, true>({ transform: () => true });
