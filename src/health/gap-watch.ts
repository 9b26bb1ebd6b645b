import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AuditGaps } from '../audit/index.ts';

const FIVE_MINUTES_MS = 300_000;

/** Looks every few minutes whether numbers are missing in the audit log, so that a probe need not ask the database. */
@Injectable()
export class GapWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(GapWatch.name);
  private timer: NodeJS.Timeout | undefined;
  private found: number | null = null;

  constructor(private readonly gaps: AuditGaps) {}

  /** How many were missing when it was looked last; null before that. */
  get missing(): number | null {
    return this.found;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.look();
    this.timer = setInterval(() => void this.look(), FIVE_MINUTES_MS).unref(); // reports its own faults
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async look(): Promise<void> {
    try {
      const { missing } = await this.gaps.find();
      if (missing > 0 && missing !== this.found) {
        this.logger.error(`Entries are missing in the audit log: ${missing}. npm run audit:gaps tells where`);
      }
      this.found = missing;
    } catch (error) {
      this.logger.warn(`Whether entries are missing in the audit log is not known: ${String(error)}`);
    }
  }
}
