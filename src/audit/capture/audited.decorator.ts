import { Inject, Optional } from '@nestjs/common';
import { AuditCallRecorder } from './audit-call-recorder.ts';
import type { AnyMethod, AuditedOptions } from './audited-options.ts';
import { markRoute } from './route-metadata.ts';

/** The property through which Nest gives every instance the recorder of its own application. */
const RECORDER = Symbol('audit:recorder');

type Recorded = { readonly [RECORDER]?: AuditCallRecorder };

/**
 * Every call of this method leaves an entry, success or failure. On a controller's handler it says what the entry of
 * the request tells, also when a guard or pipe refuses the request; on any other provider's method the call gets an
 * entry of its own. Name the method's type to have the functions typed: `@Audited<UsersController['create']>({…})`.
 *
 * On Fastify, put it above `@RouteConfig()`, which otherwise hides it from requests that a guard refuses.
 *
 * An instance that Nest did not make (`new` in a unit test) runs the method unaudited.
 */
export function Audited<Method extends AnyMethod>(options: AuditedOptions<Method>): MethodDecorator {
  return (target, _key, descriptor: PropertyDescriptor) => {
    const method = descriptor.value as (...args: unknown[]) => unknown;
    const audited = {
      [method.name](this: Recorded, ...args: unknown[]): unknown {
        const call = (): unknown => method.apply(this, args);
        const recorder = this[RECORDER];
        return recorder === undefined ? call() : recorder.run(options, args, call);
      },
    }[method.name] as AnyMethod;
    copyMetadata(method, audited);
    markRoute(audited, { audited: options });
    descriptor.value = audited;
    Inject(AuditCallRecorder)(target, RECORDER);
    Optional()(target, RECORDER);
  };
}

/** Other decorators have left theirs on the method that is wrapped: routes, guards, schedules. */
function copyMetadata(from: object, to: object): void {
  for (const key of Reflect.getMetadataKeys(from) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, from), to);
  }
}
