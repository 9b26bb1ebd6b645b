import { auditOfMethod, markRoute } from './route-metadata.ts';

/**
 * Requests to this handler leave no entry; on a controller, requests to every handler that the class itself declares
 * and that says nothing else.
 *
 * @param reason Why that is right, for whoever reviews what is not audited
 */
export function SkipAudit(reason: string): MethodDecorator & ClassDecorator {
  return (target: object, _key?: string | symbol, descriptor?: PropertyDescriptor) => {
    if (descriptor !== undefined) return markRoute(descriptor.value as object, { skipped: reason });
    for (const method of methodsOf(target as new () => unknown)) {
      if (auditOfMethod(method) === undefined) markRoute(method, { skipped: reason });
    }
  };
}

function methodsOf(type: new () => unknown): object[] {
  const prototype = type.prototype as object;
  return Object.getOwnPropertyNames(prototype)
    .filter((name) => name !== 'constructor')
    .map((name): unknown => Object.getOwnPropertyDescriptor(prototype, name)?.value)
    .filter((value): value is object => typeof value === 'function');
}
