import { Logger } from '@nestjs/common';

/** What is told of the room that a journal takes, at these parts of its bound. */
const LEVELS = [0.1, 0.5, 0.8] as const;

/** Tells the application's own log how the delivery is doing: once of each trouble, and once that it is over. */
export class DeliveryLog {
  readonly #logger = new Logger('AuditDelivery');
  #level = 0;
  #reason: string | undefined;

  /** Told once for each reason: what is in the way may be something else by now. */
  retry(error: unknown, { isPaused }: { readonly isPaused: boolean }): void {
    const reason = String(error);
    if (reason === this.#reason) return;
    this.#reason = reason;
    if (isPaused) {
      this.#logger.error(
        `Audit entries can't be written as the database is set up, and wait in the journal until somebody sets it right: ${reason}`,
      );
    } else {
      this.#logger.warn(
        `Audit entries can't be written and wait in the journal; trying again until it works: ${reason}`,
      );
    }
  }

  recovery(failures: number): void {
    this.#reason = undefined;
    this.#logger.log(`Audit entries are written again after ${failures} failed attempts`);
  }

  diskFault(error: unknown): void {
    this.#logger.error(
      `The journal of the audit log takes nothing, entries wait in memory and nothing critical is begun: ${String(error)}`,
    );
  }

  diskRecovery(): void {
    this.#logger.log('The journal of the audit log takes entries again');
  }

  directoryGone(path: string): void {
    this.#logger.error(`Somebody has removed the journal of the audit log, it is made again: ${path}`);
  }

  /** Once at the first and then at every power of two, so that a flood does not become a flood of log lines. */
  shed(count: number): void {
    if ((count & (count - 1)) === 0) this.#logger.error(`There is no room for audit entries: ${count} are lost so far`);
  }

  lost(count: number): void {
    this.#logger.error(`${count} audit entries of a damaged or deleted journal are lost`);
  }

  quarantined(place: string, reason: string): void {
    this.#logger.error(`The database refuses an audit entry, it is set aside: ${reason}: ${place}`);
  }

  adopted(writer: string, bytes: number): void {
    this.#logger.log(`The journal of a process that has ended is taken over: ${writer}, ${bytes} bytes`);
  }

  foreign(path: string): void {
    this.#logger.warn(`A journal belongs to another audit log and is left where it is: ${path}`);
  }

  displaced(count: number): void {
    this.#logger.error(
      `Another process writes under the same name, as after a container was copied; ${count} audit entries go on under a new one`,
    );
  }

  duplicates(count: number): void {
    this.#logger.warn(`${count} audit entries were in the database already and were left as they are`);
  }

  /** @param part how much of its bound the journal has */
  room(part: number): void {
    const level = LEVELS.filter((each) => part >= each).length;
    if (level > this.#level) {
      const tell = level === LEVELS.length ? 'error' : 'warn';
      this.#logger[tell](`The journal of the audit log has ${Math.round(part * 100)} % of the room it may take`);
    }
    this.#level = level;
  }

  leftBehind(count: number, { isKept }: { readonly isKept: boolean }): void {
    if (isKept) this.#logger.log(`${count} audit entries wait in the journal for the next start`);
    else this.#logger.error(`${count} audit entries could not be written before the shutdown and are lost`);
  }

  trouble(what: string, error: unknown): void {
    this.#logger.warn(`${what}: ${String(error)}`);
  }
}
