import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AuditGaps } from '../audit/index.ts';
import { errorMessage } from '../start/error-code.ts';

const FIVE_MINUTES_MS = 300_000;

/** Looks in the background whether numbers are missing in the audit log, so that a probe need not ask the database. */
@Injectable()
export class GapWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(GapWatch.name);
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;
  private found: number | null = null;

  constructor(private readonly gaps: AuditGaps) {}

  /** How many were missing when it was looked last; null before that. */
  get missing(): number | null {
    return this.found;
  }

  /** Nothing waits for the first look either: a database that does not answer delays no start. */
  onApplicationBootstrap(): void {
    void this.look(); // reports its own faults
    this.timer = setInterval(() => void this.look(), FIVE_MINUTES_MS).unref();
  }

  onApplicationShutdown(): void {
    this.isStopped = true;
    clearInterval(this.timer);
  }

  async look(): Promise<void> {
    try {
      const { missing } = await this.gaps.find();
      if (missing > (this.found ?? 0)) {
        this.logger.error(`Entries are missing in the audit log: ${missing}. npm run audit:gaps tells where`);
      }
      this.found = missing;
    } catch (error) {
      if (this.isStopped) return; // the connection was closed meanwhile
      this.logger.warn(`Whether entries are missing in the audit log is not known: ${errorMessage(error)}`);
    }
  }
}
