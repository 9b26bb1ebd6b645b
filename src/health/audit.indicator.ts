import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { AuditService } from '../audit/index.ts';
import { GapWatch } from './gap-watch.ts';

/** Entries that wait longer than this have a writer that is in trouble, not one that collects a batch. */
const MOST_LAG_MS = 30_000;

/**
 * Are audit entries written in time? What is lost already is shown and does not make it unready: that would take a
 * service away for what nobody can bring back. The figures are for operators and tell of nobody.
 */
@Injectable()
export class AuditIndicator {
  constructor(
    private readonly audit: AuditService,
    private readonly gaps: GapWatch,
    private readonly indicators: HealthIndicatorService,
  ) {}

  check(): HealthIndicatorResult {
    const { queued, journalled, oldestAgeMs, shed, quarantined, lost, state, journal } = this.audit.status();
    const missing = this.gaps.missing;
    const indicator = this.indicators.check('audit');
    const figures = { queued, journalled, oldestAgeMs, shed, quarantined, lost, state, journal, missing };
    const isInTrouble = oldestAgeMs > MOST_LAG_MS || journal === 'failing' || state === 'paused';
    return isInTrouble ? indicator.down(figures) : indicator.up(figures);
  }
}
