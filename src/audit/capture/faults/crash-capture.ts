import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { AUDIT_SETTINGS, type AuditSettings } from '../../audit.options.ts';
import { AuditService } from '../../delivery/audit.service.ts';
import type { AuditEntry } from '../../entry/audit-entry.ts';
import { AuditAction, AuditCategory } from '../../entry/catalogue.ts';
import { faultDetails } from '../../entry/faults/fault-details.ts';
import type { Redactor } from '../../entry/redaction/redact.ts';
import { type Crash, watchCrashes } from './crash-watch.ts';

/**
 * Records what nobody in the process catches, once for each crash, and changes nothing about how the process ends or
 * goes on. When it ends, the end waits until the log is written, at most two seconds; the application's own listeners
 * are called as ever, and one that calls `process.exit` at once takes the entry with it unless it awaits
 * `AuditService.flush()` before.
 *
 * Not seen: the end by a signal such as SIGKILL, by `process.abort()`, and by a heap that is full; nobody is called then.
 */
@Injectable()
export class CrashCapture implements OnModuleInit, OnApplicationShutdown {
  readonly #settings: AuditSettings;
  readonly #audit: AuditService;
  #stop: (() => void) | undefined;

  constructor(@Inject(AUDIT_SETTINGS) settings: AuditSettings, @Inject(AuditService) audit: AuditService) {
    this.#settings = settings;
    this.#audit = audit;
  }

  onModuleInit(): void {
    if (!this.#settings.captureCrashes) return;
    this.#stop = watchCrashes({
      record: (crash) => this.#audit.record(crashEntry(crash, this.#settings.rules.redactor)),
      flush: () => this.#audit.flush(),
      exit: () => this.#audit.commit(),
    });
  }

  onApplicationShutdown(): void {
    this.#stop?.();
  }
}

/** The one entry of a crash. */
function crashEntry({ error, event, outcome }: Crash, redactor: Redactor): AuditEntry {
  const { name, message } = faultDetails(error, redactor);
  const shown = error instanceof Error ? `${name}: ${message}` : message;
  const what = event === 'uncaughtException' ? 'an uncaught exception' : 'an unhandled rejection';
  return {
    category: AuditCategory.Error,
    action: AuditAction.Exception,
    status: 'error',
    severity: 'CRITICAL',
    description: `${SENTENCES[outcome].replace('*', what)}: ${shown}`,
    error: error ?? String(error),
    metadata: { crash: { event, outcome } },
  };
}

const SENTENCES: Readonly<Record<Crash['outcome'], string>> = {
  ended: 'The process ended because of *',
  handled: "The application's own handler was given *",
  ignored: 'The process went on after *',
};
