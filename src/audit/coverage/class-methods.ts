import type { INestApplicationContext, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

/** One method of a class that Nest makes: a controller's or a provider's. */
export interface ClassMethod {
  /** The class of the Nest module that declares it. */
  readonly module: Type;
  readonly owner: Type;
  readonly isController: boolean;
  readonly key: string;
  /** The function itself: decorators have left what they say on it. */
  readonly handler: object;
}

/**
 * Every method of every class that Nest makes, inherited ones included, once for each module that declares the class.
 * Reads classes, not instances: an application in preview mode has none.
 */
export function classMethodsOf(app: INestApplicationContext): readonly ClassMethod[] {
  return [...app.get(ModulesContainer).values()].flatMap(({ metatype, controllers, providers }) =>
    [
      ...classesOf(controllers.values()).map((owner) => ({ owner, isController: true })),
      ...classesOf(providers.values()).map((owner) => ({ owner, isController: false })),
    ].flatMap((found) => handlersOf(found.owner).map((method) => ({ module: metatype, ...found, ...method }))),
  );
}

interface Made {
  readonly metatype: unknown;
  /** What a factory asks for; classes have none. */
  readonly inject?: unknown;
}

function classesOf(wrappers: Iterable<Made>): readonly Type[] {
  return [...wrappers].flatMap(({ metatype, inject }) =>
    isClass(metatype) && !Array.isArray(inject) ? [metatype] : [],
  );
}

function isClass(metatype: unknown): metatype is Type {
  return typeof metatype === 'function' && typeof metatype.prototype === 'object';
}

/** As Nest looks for handlers: up the chain of classes, the nearest of a name only; getters are not touched. */
function handlersOf(owner: Type): readonly Pick<ClassMethod, 'key' | 'handler'>[] {
  const handlers = new Map<string, unknown>([['constructor', undefined]]);
  let prototype = owner.prototype as object | null;
  while (prototype !== null && prototype !== Object.prototype) {
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (!handlers.has(key)) handlers.set(key, value);
    }
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return [...handlers].flatMap(([key, value]) => (typeof value === 'function' ? [{ key, handler: value }] : []));
}
