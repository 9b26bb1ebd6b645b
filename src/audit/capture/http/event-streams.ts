import type { NestInterceptor } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { tap } from 'rxjs';
import { AuditScope } from '../../entry/audit-scope.ts';
import { methodsOfControllers } from '../marks/handlers.ts';
import { RequestScope } from './request-scope.ts';

/** The keys under which `@Sse()` marks a handler, and `@UseInterceptors()` keeps what it was given. */
const SSE_METADATA = '__sse__';
const INTERCEPTORS_METADATA = '__interceptors__';

/** Notes what ends a stream of events, which Nest writes into the stream and tells nobody else. */
const noteBreaks: NestInterceptor = {
  intercept(_context, next) {
    const scope = AuditScope.current();
    if (!(scope instanceof RequestScope)) return next.handle();
    return next.handle().pipe(tap({ error: (error: unknown) => scope.fail(error) }));
  },
};

/**
 * Has the handlers of server-sent events watched. Only those: an interceptor for all routes would take each request
 * through several Observables, which costs more than all else that the library does.
 */
export function watchEventStreams(modules: ModulesContainer): void {
  methodsOfControllers(modules)
    .filter((method) => Reflect.getMetadata(SSE_METADATA, method) === true)
    .forEach(watch);
}

/** Several applications of one process may have the same handlers. */
function watch(handler: object): void {
  const interceptors = (Reflect.getMetadata(INTERCEPTORS_METADATA, handler) ?? []) as readonly unknown[];
  if (interceptors.includes(noteBreaks)) return;
  Reflect.defineMetadata(INTERCEPTORS_METADATA, [noteBreaks, ...interceptors], handler);
}
