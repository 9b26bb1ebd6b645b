import type { AuditActor } from '../../entry/audit-entry.ts';

/**
 * The port through which the host says who makes a request. One instance serves all requests, so it keeps nothing of
 * one of them, and it can't be request-scoped.
 */
export abstract class AuditActorResolver {
  /**
   * Who makes this request, in which tenant and session, and who really acts where somebody has taken the user's place;
   * undefined for somebody who is not signed in. What a client merely claims in a header belongs here only where
   * something trusted has checked it.
   *
   * Asked once for each entry, when it is made: what the host's guards have put onto the request is there, and an entry
   * made before them has no actor yet. Answer at once, from the request: a promise is not waited for. One that throws,
   * or answers with what is no actor, leaves the entry without an actor and is told of in the log of the application.
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
