import { Catch, type ExceptionFilter } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { AuditScope } from '../entry/audit-scope.ts';
import { RequestScope } from './request-scope.ts';

/** The key under which `@Catch()` keeps the types a filter catches. */
const CATCH_METADATA = '__filterCatchExceptions__';

/**
 * Sees everything that is thrown and catches nothing: Nest asks a filter's types `instanceof` before it hands an
 * exception over, and this type answers no to all of them. So the answer stays the one that the host's filters, or
 * Nest itself, give.
 */
// oxlint-disable-next-line typescript/no-extraneous-class -- `instanceof` asks a class
class Anything {
  static [Symbol.hasInstance](error: unknown): boolean {
    noteFault(error);
    return false;
  }
}

/**
 * Notes what is thrown anywhere on the way of a request, so that its entry tells the fault. It never answers.
 * Filters that Nest asks before this one are watched by {@link watchFilters}.
 */
@Catch(Anything)
export class AuditExceptionFilter implements ExceptionFilter {
  /** Never called: nothing is an instance of {@link Anything}. */
  catch(error: unknown): void {
    throw error;
  }
}

/** Has every filter that Nest made for the application note what it is given before it answers. */
export function watchFilters(modules: ModulesContainer): void {
  for (const module of modules.values()) {
    for (const { instance } of [...module.providers.values(), ...module.injectables.values()]) {
      if (isFilter(instance)) watch(instance);
    }
  }
}

function watch(filter: ExceptionFilter): void {
  const answer = filter.catch.bind(filter);
  filter.catch = (error, host): unknown => {
    noteFault(error);
    return answer(error, host);
  };
}

function isFilter(instance: unknown): instance is ExceptionFilter {
  if (typeof instance !== 'object' || instance === null || instance instanceof AuditExceptionFilter) return false;
  return Reflect.hasMetadata(CATCH_METADATA, instance.constructor) && 'catch' in instance;
}

function noteFault(error: unknown): void {
  const scope = AuditScope.current();
  if (scope instanceof RequestScope) scope.fail(error);
}
