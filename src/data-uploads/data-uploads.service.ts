import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService, diffChanges } from '../audit/index.ts';
import { JobQueue } from '../jobs/job-queue.service.ts';
import type { JobRequester } from '../jobs/job.ts';
import type { PageQueryDto } from '../paging/page-query.dto.ts';
import { AppError } from '../problem/app-error.ts';
import type { DataUpload, UploadStatus } from './data-upload.entity.ts';
import { dataUploadsErrors } from './data-uploads.errors.ts';
import { DataUploadsRepository } from './data-uploads.repository.ts';
import type { ListDataUploadsDto } from './dto/list-data-uploads.dto.ts';
import type { ImportRefusal } from './import-refusal.entity.ts';
import { ImportsRepository } from './imports.repository.ts';
import { IMPORT_QUEUE } from './import-queue.ts';
import { nameOf } from './upload-name.ts';

/** How many refused lines are shown with their upload. */
const FIRST_REFUSALS = { limit: 100, page: 1 };

/** An upload and the first of its refused lines. */
export interface UploadDetails {
  readonly upload: DataUpload;
  readonly refusals: readonly ImportRefusal[];
}

/** Uploads that are there: what they are, and their way into the tables. */
@Injectable()
export class DataUploadsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly uploads: DataUploadsRepository,
    private readonly imports: ImportsRepository,
    private readonly queue: JobQueue,
    private readonly audit: AuditService,
  ) {}

  list(query: ListDataUploadsDto): Promise<[DataUpload[], number]> {
    return this.uploads.findPage(this.dataSource.manager, query);
  }

  /** @throws {AppError} UPLOAD_NOT_FOUND */
  async get(id: string): Promise<UploadDetails> {
    const { manager } = this.dataSource;
    const upload = found(await this.uploads.findById(manager, id));
    const refusals = await this.imports.findRefusals(manager, id, FIRST_REFUSALS);
    return { upload, refusals };
  }

  /**
   * One page of the refused lines that are kept, and how many are.
   * @throws {AppError} UPLOAD_NOT_FOUND
   */
  async listRefusals(id: string, query: PageQueryDto): Promise<[ImportRefusal[], number]> {
    const { manager } = this.dataSource;
    found(await this.uploads.findById(manager, id));
    return Promise.all([this.imports.findRefusals(manager, id, query), this.imports.countRefusals(manager, id)]);
  }

  /**
   * Has the lines of an upload imported in the background. One that failed can be imported again.
   * @throws {AppError} UPLOAD_NOT_FOUND, UPLOAD_IMPORTED, IMPORT_RUNNING
   */
  async scheduleImport(id: string, requestedBy: JobRequester): Promise<UploadDetails> {
    await this.dataSource.transaction(async (manager) => {
      const upload = found(await this.uploads.findByIdForUpdate(manager, id));
      const changes = diffChanges<{ status: UploadStatus }>(upload, { status: 'importing' }, ['status']);
      this.audit.annotate({ object: `the import of ${nameOf(upload)}`, changes });
      assertImportable(upload);
      await this.imports.begin(manager, id);
      await this.queue.add(manager, { queue: IMPORT_QUEUE, payload: { uploadId: id }, requestedBy });
    });
    return this.get(id);
  }
}

function assertImportable({ status }: DataUpload): void {
  switch (status) {
    case 'uploaded':
    case 'failed':
      return;
    case 'importing':
      throw new AppError(dataUploadsErrors.IMPORT_RUNNING);
    case 'imported':
      throw new AppError(dataUploadsErrors.UPLOAD_IMPORTED);
  }
}

function found(upload: DataUpload | null): DataUpload {
  if (upload === null) throw new AppError(dataUploadsErrors.UPLOAD_NOT_FOUND);
  return upload;
}
