import type { AuditActor } from '../entry/audit-entry.ts';

/** The port through which the host says who makes a request. */
export abstract class AuditActorResolver {
  /**
   * Who makes this request; undefined for somebody who is not signed in. Asked when an entry is made, so what the
   * host's guards have put onto the request is there.
   *
   * @param request The platform's request: Fastify's or Express'
   */
  abstract resolve(request: unknown): AuditActor | undefined;
}

/** Knows nobody: in use when the host gives no resolver. */
export class AnonymousActorResolver extends AuditActorResolver {
  override resolve(): undefined {
    return undefined;
  }
}
