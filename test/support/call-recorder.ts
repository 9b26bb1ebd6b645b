import { AuditError } from '../../src/audit/audit.errors.ts';
import { AuditCallRecorder } from '../../src/audit/capture/calls/audit-call-recorder.ts';
import type { AuditedOptions } from '../../src/audit/capture/marks/audited-options.ts';
import type { AuditService } from '../../src/audit/delivery/audit.service.ts';
import type { CapturedEntry } from '../../src/audit/entry/audit-entry.ts';
import type { AuditOrigin } from '../../src/audit/entry/audit-origin.ts';

/** What is said about a method, where a test says nothing else. */
export const OPTIONS: AuditedOptions = { category: 'shop', action: 'create', resource: 'order' };

/** A recorder whose entries and promises are written down. */
export function createRecorder({ isAvailable = true } = {}) {
  const recorded: (CapturedEntry & { readonly origin: AuditOrigin })[] = [];
  const intended: CapturedEntry[] = [];
  const intendNow = (_origin: AuditOrigin, entry: CapturedEntry): object => {
    if (!isAvailable) throw new AuditError('AUDIT_UNAVAILABLE');
    intended.push(entry);
    return { number: intended.length };
  };
  const audit: Pick<AuditService, 'recordFrom' | 'commit' | 'intend' | 'intendNow'> = {
    commit: () => undefined,
    intendNow,
    intend: async (origin, entry) => intendNow(origin, entry),
    recordFrom: (origin, entry) => void recorded.push({ ...entry, origin }),
  };
  const recorder = new AuditCallRecorder(audit as AuditService);
  const run = (call: () => unknown, options: Partial<AuditedOptions> = {}, args: unknown[] = []): unknown =>
    recorder.run({ options: { ...OPTIONS, ...options }, args, invoke: call });
  return { recorded, intended, run, recorder };
}

export function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}
