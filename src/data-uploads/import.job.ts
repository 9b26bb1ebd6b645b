import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditAction, AuditCategory, Audited, AuditService } from '../audit/index.ts';
import { JobQueue } from '../jobs/job-queue.service.ts';
import { type Job, jobActor, JobHandler, jobMetadata } from '../jobs/job.ts';
import { AppError } from '../problem/app-error.ts';
import type { DataUpload } from './data-upload.entity.ts';
import { dataUploadsErrors } from './data-uploads.errors.ts';
import { DataUploadsRepository } from './data-uploads.repository.ts';
import { FileImport, type ImportOutcome } from './file-import.service.ts';
import { IMPORT_QUEUE, type ImportPayload } from './import-queue.ts';
import { ImportsRepository } from './imports.repository.ts';
import { nameOf } from './upload-name.ts';

/** How often a run looks whether another run of the same import has ended. */
const LOCK_POLL_MS = 250;

const FAULT =
  'The import failed on our side, several times. Nothing of it was kept; import the upload again, and if it fails ' +
  'again, ask the operator to look into the log.';

/** Imports one upload: its acceptable lines, all in one transaction, and the report of those that were refused. */
@Injectable()
export class ImportJob extends JobHandler<ImportPayload> implements OnModuleInit {
  readonly name = IMPORT_QUEUE;

  constructor(
    private readonly queue: JobQueue,
    private readonly dataSource: DataSource,
    private readonly uploads: DataUploadsRepository,
    private readonly imports: ImportsRepository,
    private readonly fileImport: FileImport,
    private readonly audit: AuditService,
  ) {
    super();
  }

  onModuleInit(): void {
    this.queue.register(this);
  }

  /**
   * @throws {AppError} IMPORT_NOTHING_ACCEPTED, IMPORT_HEADER_INVALID, IMPORT_UNREADABLE, IMPORT_FILE_MISSING,
   * IMPORT_NOT_RUNNING, UPLOAD_NOT_FOUND
   */
  @Audited<ImportJob['run']>({
    category: AuditCategory.DataOperation,
    action: AuditAction.Import,
    resource: 'data_upload',
    resourceId: ({ args }) => args?.[0].payload.uploadId,
    actor: ({ args }) => jobActor(args?.[0]),
    metadata: ({ args }) => jobMetadata(args?.[0]),
  })
  override async run({ payload: { uploadId }, signal }: Job<ImportPayload>): Promise<void> {
    const outcome = await this.dataSource.transaction(async (manager) => {
      await this.lock(manager, { uploadId, signal });
      const upload = await this.uploads.findById(manager, uploadId);
      if (upload === null) throw new AppError(dataUploadsErrors.UPLOAD_NOT_FOUND);
      this.audit.annotate({ object: nameOf(upload) });
      return this.import(manager, { upload, signal });
    });
    if (outcome === undefined) return;
    const { acceptedLines, refusedLines, totals } = outcome;
    this.audit.annotate({ metadata: { acceptedLines, refusedLines, totals } });
    if (acceptedLines === 0) throw new AppError(dataUploadsErrors.IMPORT_NOTHING_ACCEPTED);
    this.audit.annotate({ changes: { status: { from: 'importing', to: 'imported' } } });
  }

  override async gaveUp({ payload: { uploadId } }: Job<ImportPayload>, error: unknown): Promise<void> {
    const isTold = error instanceof AppError && error.getStatus() < 500;
    await this.imports.fail(this.dataSource.manager, uploadId, isTold ? error.message : FAULT);
  }

  /** @returns undefined when an earlier run of the job has done it */
  private async import(
    manager: EntityManager,
    { upload, signal }: { readonly upload: DataUpload; readonly signal: AbortSignal },
  ): Promise<ImportOutcome | undefined> {
    const { id: uploadId, status, acceptedLines, refusedLines } = upload;
    if (status === 'imported') {
      this.audit.annotate({ metadata: { acceptedLines, refusedLines, doneBefore: true } });
      return undefined;
    }
    if (status !== 'importing') throw new AppError(dataUploadsErrors.IMPORT_NOT_RUNNING);
    const outcome = await this.fileImport.run({
      manager,
      uploadId,
      signal,
      // On a connection of its own: what the transaction writes is not seen before its end.
      onProgress: (progress) => this.imports.progress(this.dataSource.manager, uploadId, progress),
    });
    const failure = outcome.acceptedLines === 0 ? dataUploadsErrors.IMPORT_NOTHING_ACCEPTED.message : null;
    const hasEnded = await this.imports.end(manager, uploadId, { ...outcome, failure });
    if (!hasEnded) throw new AppError(dataUploadsErrors.IMPORT_NOT_RUNNING);
    return outcome;
  }

  /** A run that lost its connection may still be at it on the server: its end is waited for, and then looked at. */
  private async lock(
    manager: EntityManager,
    { uploadId, signal }: { readonly uploadId: string; readonly signal: AbortSignal },
  ): Promise<void> {
    while (!(await this.imports.tryLock(manager, uploadId))) await sleep(LOCK_POLL_MS, undefined, { signal });
  }
}
