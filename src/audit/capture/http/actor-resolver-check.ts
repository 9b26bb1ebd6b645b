import { Inject, Injectable, type OnModuleInit, Scope, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { AuditError } from '../../audit.errors.ts';
import { AuditActorResolver } from './audit-actor-resolver.ts';

/**
 * Refuses a resolver that Nest makes anew for each request: whatever asks it would be request-scoped too, so that no
 * request would be captured at all, and nobody would notice.
 */
@Injectable()
export class ActorResolverCheck implements OnModuleInit {
  readonly #moduleRef: ModuleRef;

  constructor(@Inject(ModuleRef) moduleRef: ModuleRef) {
    this.#moduleRef = moduleRef;
  }

  /** @throws {AuditError} AUDIT_OPTIONS_INVALID when the resolver, or something it asks for, is request-scoped */
  onModuleInit(): void {
    const token = AuditActorResolver as Type<AuditActorResolver>;
    if (this.#moduleRef.introspect(token).scope !== Scope.REQUEST) return;
    throw new AuditError('AUDIT_OPTIONS_INVALID', {
      message:
        'AuditModule: Option "actorResolver" must be a class that is not request-scoped, nor anything it asks for; ' +
        'it is given the request.',
    });
  }
}
