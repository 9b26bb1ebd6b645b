import { types } from 'node:util';
import { Inject, Optional } from '@nestjs/common';
import { AuditError } from '../../audit.errors.ts';
import { AuditCallRecorder } from './audit-call-recorder.ts';
import type { AnyMethod, AuditedOptions } from '../marks/audited-options.ts';
import { auditOfMethod, markRoute } from '../marks/route-metadata.ts';

/** The property through which Nest gives every instance the recorder of its own application. */
const RECORDER = Symbol('audit:recorder');

const MISPLACED = '@Audited belongs on a method of instances;';

type Recorded = { readonly [RECORDER]?: AuditCallRecorder };

/**
 * Every call of this method leaves an entry, success or failure. On a controller's handler it says what the entry of
 * the request tells, also when a guard or pipe refuses the request; on any other provider's method the call gets an
 * entry of its own. Name the method's type to have the functions typed: `@Audited<UsersController['create']>({…})`.
 *
 * An instance that Nest did not make (`new` in a unit test) runs the method unaudited. So does a method that is called
 * without its instance.
 *
 * What a method gives decides when it has ended: a promise when it settles; an Observable, each time that it is
 * subscribed to, when it completes, fails or is unsubscribed; an iterator or generator when it is exhausted, fails or is
 * left; another thenable when it was awaited.
 *
 * @throws {AuditError} AUDIT_DECORATOR_MISPLACED, when the class is made, on getters, setters and static methods
 */
export function Audited<Method extends AnyMethod>(options: AuditedOptions<Method>): MethodDecorator {
  return (target, key, descriptor?: PropertyDescriptor) => {
    const method = descriptor?.value as unknown;
    if (typeof target === 'function' || typeof method !== 'function') {
      const name = typeof target === 'function' ? target.name : target.constructor.name;
      throw new AuditError('AUDIT_DECORATOR_MISPLACED', { message: `${MISPLACED} ${name}.${String(key)} is none.` });
    }
    const isAsync = types.isAsyncFunction(method);
    const audited = {
      [method.name](this: Recorded | undefined, ...args: unknown[]): unknown {
        const invoke = (): unknown => method.apply(this, args) as unknown;
        const recorder = this?.[RECORDER];
        if (this === undefined || recorder === undefined) return invoke();
        return recorder.run({ options, args, invoke, isAsync, overriding: overridingAudit(this, key, options) });
      },
    }[method.name] as AnyMethod;
    const { prototype: _ownToEach, ...kept } = Object.getOwnPropertyDescriptors(method);
    Object.defineProperties(audited, kept as PropertyDescriptorMap); // name, length, and what others have added
    copyMetadata(method, audited);
    markRoute(audited, { audited: options });
    (descriptor as PropertyDescriptor).value = audited;
    Inject(AuditCallRecorder)(target, RECORDER);
    Optional()(target, RECORDER);
  };
}

/** What a subclass says about its own version of the method, which may be the one that calls this one. */
function overridingAudit(instance: object, key: string | symbol, options: AuditedOptions): AuditedOptions | undefined {
  const method: unknown = Reflect.get(instance, key);
  const audited = typeof method === 'function' ? auditOfMethod(method)?.audited : undefined;
  return audited === options ? undefined : audited;
}

/** Other decorators have left theirs on the method that is wrapped: routes, guards, schedules. */
function copyMetadata(from: object, to: object): void {
  for (const key of Reflect.getMetadataKeys(from) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, from), to);
  }
}
