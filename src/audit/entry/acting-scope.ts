import type { AuditActor, AuditAnnotation } from './audit-entry.ts';
import { ActingOrigin, originOfTrace } from './audit-origin.ts';
import { AuditScope } from './audit-scope.ts';

/** Work that is done in the name of somebody else. It has no entry of its own. */
export class ActingScope extends AuditScope {
  constructor(actor: AuditActor, parent: AuditScope | undefined) {
    super(new ActingOrigin(parent?.origin ?? originOfTrace(), actor), parent);
  }

  override get owner(): AuditScope | undefined {
    return this.parent?.owner;
  }

  override annotate(notes: AuditAnnotation): void {
    this.parent?.annotate(notes);
  }

  /** What somebody else does is not taken into the entry of the one who is around. */
  protected override takerOf(): undefined {
    return undefined;
  }
}
