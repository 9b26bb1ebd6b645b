import { Logger } from '@nestjs/common';
import type { AuditActor } from '../../entry/audit-entry.ts';
import { AuditActorResolver } from './audit-actor-resolver.ts';

/** Resolvers whose mistakes were told of: once is enough. */
const reported = new WeakSet<AuditActorResolver>();

/** Who the host says makes the request; undefined when it says nobody, throws, or says what can't be used. */
export function askForActor(resolver: AuditActorResolver, request: unknown): AuditActor | undefined {
  try {
    const answer: unknown = resolver.resolve(request);
    if (answer === undefined || answer === null) return undefined;
    if (isObject(answer) && !isPromise(answer)) return actorOf(answer);
    report(resolver, new TypeError('It has to answer at once, with an actor or undefined'));
  } catch (error) {
    report(resolver, error);
  }
  return undefined;
}

/** The id the host gives the request; undefined when it gives none, throws, or gives what is no id. */
export function askForRequestId(
  ask: ((request: unknown) => unknown) | undefined,
  request: unknown,
): string | undefined {
  try {
    const answer = ask?.(request);
    if (typeof answer === 'number' || typeof answer === 'bigint') return String(answer);
    if (isObject(answer)) isPromise(answer);
    return typeof answer === 'string' && answer.trim() !== '' ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** Every property is read here, where one that throws costs the actor and not the entry. */
function actorOf({ type, id, label, tenantId, sessionId, impersonator }: Partial<AuditActor>): AuditActor {
  return {
    type: type ?? 'anonymous',
    id,
    label,
    tenantId,
    sessionId,
    ...(isObject(impersonator) && { impersonator: { id: impersonator.id, label: impersonator.label } }),
  };
}

/** A promise that is not waited for must not end the process when it is rejected. */
function isPromise(answer: object): boolean {
  if (typeof (answer as Partial<PromiseLike<unknown>>).then !== 'function') return false;
  Promise.resolve(answer).catch(() => undefined);
  return true;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function report(resolver: AuditActorResolver, error: unknown): void {
  if (reported.has(resolver)) return;
  reported.add(resolver);
  new Logger(AuditActorResolver.name).error('The actor resolver failed: entries name nobody while it does', error);
}
