import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { v4 as randomId } from 'uuid';
import { AuditError } from '../../audit.errors.ts';
import { AUDIT_SETTINGS, type AuditSettings } from '../../audit.options.ts';
import { Audited } from '../../capture/calls/audited.decorator.ts';
import { AuditAction, AuditCategory } from '../../entry/catalogue.ts';
import { ExportDatabase } from './export-database.ts';
import { ExportFiles } from './export-files.ts';
import { ExportFileWriter } from './export-file-writer.ts';
import { type ExportJob, systemFor } from './export-job.ts';
import { ExportJobsRepository } from './export-jobs.repository.ts';
import { countEntries } from './count-entries.ts';

/** How often exports are looked for that nobody has told of, in milliseconds. */
const LOOK_MS = 5_000;
/** How often a process says that it is still at it, in milliseconds: well within its lease. */
const HEARTBEAT_MS = 10_000;
/** Exports in the background at the same time, in each process. */
const MOST_AT_ONCE = 2;
/** An export that has failed that often is not begun again. */
const MOST_ATTEMPTS = 5;
/** Why an export has failed, in words for whoever has asked for it. */
const NO_ROOM_LEFT = 'There was no room left for the file; have the operator make room, then ask for it again.';
const FAULT = 'Something went wrong on our side, several times; ask for it again later.';
/** The disk is full, or full for this user. */
const NO_ROOM = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** Makes exports in the background: those of this process, and those that another one has left behind. */
@Injectable()
export class ExportWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(ExportWorker.name);
  readonly #id = randomId();
  readonly #jobs: ExportJobsRepository;
  readonly #database: ExportDatabase;
  readonly #files: ExportFiles;
  readonly #settings: AuditSettings;
  readonly #running = new Map<string, { readonly ended: Promise<void>; writer?: ExportFileWriter }>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #isLooking = false;
  #isStopping = false;

  constructor(
    @Inject(ExportJobsRepository) jobs: ExportJobsRepository,
    @Inject(ExportDatabase) database: ExportDatabase,
    @Inject(ExportFiles) files: ExportFiles,
    @Inject(AUDIT_SETTINGS) settings: AuditSettings,
  ) {
    this.#jobs = jobs;
    this.#database = database;
    this.#files = files;
    this.#settings = settings;
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      if (!this.#isLooking) void this.look(); // reports its own faults
    }, LOOK_MS).unref();
  }

  /** What is under way goes on in another process, or in this one after its next start. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    await this.#looking;
    for (const { writer } of this.#running.values()) writer?.abort(interrupted());
    await this.settled();
  }

  /** Begins what waits, as far as there is room, and removes the files that are to be kept no longer. Never throws. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(async () => {
      if (this.#isStopping) return;
      this.#isLooking = true;
      try {
        await this.#removeOutdated();
        while (!this.#isStopping && this.#running.size < MOST_AT_ONCE && (await this.#begin()));
      } catch (error) {
        this.#logger.debug(`Exports could not be looked for; next try in ${LOOK_MS} ms: ${String(error)}`);
      }
      this.#isLooking = false;
    });
    return this.#looking;
  }

  /** Resolves when all that was begun has ended, whichever way. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  /** Nobody wants it any more. */
  cancel(id: string): void {
    this.#running.get(id)?.writer?.abort(cancelled());
  }

  /** @returns whether there was one */
  async #begin(): Promise<boolean> {
    const job = await this.#jobs.claim(this.#id);
    if (job === undefined) return false;
    const ended = this.#attempt(job).finally(() => {
      this.#running.delete(job.id);
      if (!this.#isStopping) void this.look(); // another one may wait for its place
    });
    this.#running.set(job.id, { ended });
    return true;
  }

  async #attempt(job: ExportJob): Promise<void> {
    const heartbeat = setInterval(() => void this.#renew(job.id), HEARTBEAT_MS).unref();
    try {
      await this.run(job);
    } catch (error) {
      await this.#giveUp(job, error).catch((fault: unknown) =>
        this.#logger.warn(`Export ${job.id} could not be given up; it is taken up again later: ${String(fault)}`),
      );
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** Makes the file of an export that this process has claimed. @throws what it fails with */
  @Audited<ExportWorker['run']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Export,
    resource: 'audit_export',
    actor: ({ args }) => args && systemFor(args[0]),
    resourceId: ({ args }) => args?.[0].id,
    object: ({ args }) => args && `the audit log as ${args[0].shape.format.toUpperCase()}`,
    metadata: ({ args, result }) => ({
      ...(args && { filters: args[0].filters }),
      ...(result && { entries: result.rowsDone, bytes: result.bytesDone, sha256: result.sha256 }),
    }),
  })
  async run(job: ExportJob): Promise<ExportJob> {
    const claim = { id: job.id, workerId: this.#id };
    const ports = { database: this.#database, files: this.#files, chunkRows: this.#settings.exports.chunkRows };
    const writer = await ExportFileWriter.open(job, ports);
    const running = this.#running.get(job.id);
    if (running !== undefined) running.writer = writer;
    try {
      if (this.#isStopping) throw interrupted();
      if (job.rowsTotal === null) await this.#jobs.expect(claim, await countEntries(job, this.#database));
      while (!writer.progress.isWhole) {
        if (!(await this.#jobs.progress(claim, await writer.writeChunk()))) throw cancelled();
      }
      const file = await writer.finish();
      await this.#files.keep(job.id);
      const endedAt = this.#settings.clock();
      const expiresAt = new Date(endedAt.getTime() + this.#settings.exports.keepMs);
      const done = await this.#jobs.finish(claim, { ...file, endedAt, expiresAt });
      if (done === undefined) throw cancelled();
      return done;
    } finally {
      await writer.close();
    }
  }

  async #giveUp({ id, attempts }: ExportJob, error: unknown): Promise<void> {
    const claim = { id, workerId: this.#id };
    if (error instanceof Interrupted) return this.#jobs.release(claim, { isInterrupted: true });
    const isOurs = await this.#jobs.renew(claim);
    if (!isOurs) return error instanceof Cancelled ? this.#files.remove(id) : undefined;
    const hasNoRoom = NO_ROOM.includes(codeOf(error));
    if (!hasNoRoom && attempts < MOST_ATTEMPTS) {
      this.#logger.warn(`Export ${id} failed and is begun again: ${String(error)}`);
      return this.#jobs.release(claim, { isInterrupted: false });
    }
    await this.#files.remove(id);
    await this.#jobs.fail(claim, { reason: hasNoRoom ? NO_ROOM_LEFT : FAULT, endedAt: this.#settings.clock() });
  }

  async #renew(id: string): Promise<void> {
    try {
      if (!(await this.#jobs.renew({ id, workerId: this.#id }))) this.cancel(id);
    } catch {
      // the database is away: what writes notices, or the lease ends
    }
  }

  async #removeOutdated(): Promise<void> {
    for (const { id } of await this.#jobs.outdated(this.#settings.clock())) {
      await this.#files.remove(id);
      await this.#jobs.expire(id);
    }
  }
}

/** Told in the entry of what was begun. */
class Cancelled extends AuditError {}
class Interrupted extends AuditError {}

function cancelled(): Cancelled {
  return new Cancelled('AUDIT_EXPORT_ENDED', { message: 'it was cancelled, or another process goes on with it' });
}

function interrupted(): Interrupted {
  return new Interrupted('AUDIT_EXPORT_ENDED', { message: 'the process stops, and it goes on later' });
}

function codeOf(error: unknown): string {
  return String((error as { readonly code?: unknown } | null)?.code);
}
