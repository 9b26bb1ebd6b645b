import { Catch, type ExceptionFilter } from '@nestjs/common';
import { ApplicationConfig, MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { AuditScope } from '../../entry/audit-scope.ts';
import { RequestScope } from '../http/request-scope.ts';

/** The key under which `@Catch()` keeps the types a filter catches. */
const CATCH_METADATA = '__filterCatchExceptions__';
/** The key under which `@UseFilters()` keeps what it was given. */
const USE_FILTERS_METADATA = '__exceptionFilters__';

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

/** A module of the application, as Nest keeps it. */
type ModuleOfNest = ModulesContainer extends Map<string, infer Module> ? Module : never;
type Provider = ModuleOfNest['providers'] extends Map<unknown, infer Wrapper> ? Wrapper : never;
type Catching = (this: unknown, ...args: unknown[]) => unknown;

/** The methods of filters that note what they are given. */
const noting = new WeakSet<object>();

/**
 * Has the filters of the application note what they are given before they answer: those that Nest makes, for the
 * application or for each request, and those that the host has made itself and gives to the application or to `@UseFilters`.
 * They catch what they did, in the same order.
 */
export function watchFilters(modules: ModulesContainer): void {
  for (const module of modules.values()) {
    for (const provider of [...module.providers.values(), ...module.injectables.values()]) quietly(provider, watchMade);
    for (const { metatype } of module.controllers.values()) quietly(metatype, watchBound);
  }
}

function watchMade(provider: Provider): void {
  const { instance, metatype } = provider as { readonly instance: unknown; readonly metatype: unknown };
  if (instance instanceof ApplicationConfig) return instance.getGlobalFilters().forEach(watch);
  const isMadeOften = provider.isTransient || !provider.isDependencyTreeStatic();
  const filter = isMadeOften && typeof metatype === 'function' ? (metatype.prototype as unknown) : instance;
  if (isObject(filter) && isMarkedFilter(filter)) watch(filter);
}

/** What decorators have bound to a controller and its handlers; classes of filters there are providers too. */
function watchBound(controller: unknown): void {
  if (typeof controller !== 'function') return;
  const prototype = controller.prototype as Readonly<Record<string, unknown>>;
  const handlers = new MetadataScanner().getAllMethodNames(prototype).map((name) => prototype[name]);
  for (const place of [controller, ...handlers]) {
    const filters: unknown = isObject(place) && Reflect.getMetadata(USE_FILTERS_METADATA, place);
    if (Array.isArray(filters)) filters.forEach(watch);
  }
}

/** A filter that can't be changed goes on unwatched. */
function watch(filter: unknown): void {
  if (!isObject(filter)) return;
  const answer: unknown = Reflect.get(filter, 'catch');
  if (typeof answer !== 'function' || noting.has(answer)) return;
  const noteAndAnswer: Catching = function (...args) {
    noteFault(args[0]);
    return Reflect.apply(answer, this, args) as unknown;
  };
  noting.add(noteAndAnswer);
  Reflect.defineProperty(filter, 'catch', { value: noteAndAnswer, configurable: true, writable: true });
}

function isMarkedFilter(filter: object): boolean {
  const { constructor } = filter as { readonly constructor?: unknown };
  return [filter, constructor].some((place) => isObject(place) && Reflect.hasMetadata(CATCH_METADATA, place));
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** What a host provides may refuse to be looked at. */
function quietly<T>(subject: T, look: (subject: T) => void): void {
  try {
    look(subject);
  } catch {
    // the filter, if it is one, goes on unwatched
  }
}

function noteFault(error: unknown): void {
  const scope = AuditScope.current();
  if (scope instanceof RequestScope) scope.fail(error);
}
