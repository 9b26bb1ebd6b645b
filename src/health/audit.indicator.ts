import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { AuditService } from '../audit/index.ts';

/** Entries that wait longer than this have a writer that is in trouble, not one that collects a batch. */
const MOST_LAG_MS = 30_000;

/** Are audit entries written in time, with none of them lost? The figures are for operators and tell of nobody. */
@Injectable()
export class AuditIndicator {
  constructor(
    private readonly audit: AuditService,
    private readonly indicators: HealthIndicatorService,
  ) {}

  check(): HealthIndicatorResult {
    const { queued, oldestAgeMs, shed, quarantined } = this.audit.status();
    const indicator = this.indicators.check('audit');
    const figures = { queued, oldestAgeMs, shed, quarantined };
    return oldestAgeMs > MOST_LAG_MS ? indicator.down(figures) : indicator.up(figures);
  }
}
