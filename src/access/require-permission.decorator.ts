import { Reflector } from '@nestjs/core';
import type { Permission } from './permissions.ts';

/** The permission a route (or every route of a controller) needs. Without it, being signed in is enough. */
export const RequirePermission = Reflector.createDecorator<Permission>();
