import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { AuditError } from '../../audit.errors.ts';
import { AUDIT_SETTINGS, type AuditSettings } from '../../audit.options.ts';
import { selectionOf } from '../selection-of.ts';
import type { LogScope } from '../selection/log-scope.ts';
import { type AuditExportDto, shapeAndFilters } from './audit-export.dto.ts';
import { type ByteRange, ExportFiles } from './export-files.ts';
import { type ExportJob, type ExportOwner, isWithin } from './export-job.ts';
import { ExportJobsRepository } from './export-jobs.repository.ts';
import { ExportWorker } from './export-worker.ts';

/** Who asks for exports: everybody sees their own ones only, and of those none with more than they may see now. */
export interface ExportViewer {
  readonly owner: ExportOwner;
  readonly scope: LogScope;
}

/** Exports that are made in the background. */
@Injectable()
export class ExportJobsService {
  readonly #jobs: ExportJobsRepository;
  readonly #files: ExportFiles;
  readonly #worker: ExportWorker;
  readonly #settings: AuditSettings;

  constructor(
    @Inject(ExportJobsRepository) jobs: ExportJobsRepository,
    @Inject(ExportFiles) files: ExportFiles,
    @Inject(ExportWorker) worker: ExportWorker,
    @Inject(AUDIT_SETTINGS) settings: AuditSettings,
  ) {
    this.#jobs = jobs;
    this.#files = files;
    this.#worker = worker;
    this.#settings = settings;
  }

  /** @throws {AuditError} AUDIT_EXPORTS_BUSY, AUDIT_QUERY_INVALID */
  async create(query: AuditExportDto, { owner, scope }: ExportViewer): Promise<ExportJob> {
    const { shape, filters } = shapeAndFilters(query);
    const askedAt = this.#settings.clock();
    selectionOf(filters, askedAt); // what is wrong with it is said now
    const kept = JSON.parse(JSON.stringify(filters)) as Record<string, unknown>;
    const job = await this.#jobs.create({ owner, scope, filters: kept, shape, askedAt }, this.#settings.exports);
    void this.#worker.look(); // reports its own faults
    return job;
  }

  /** Newest first. */
  list(
    { owner, scope }: ExportViewer,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<ExportJob[]> {
    return this.#jobs.list(owner, { scope, ...page });
  }

  /** @throws {AuditError} AUDIT_EXPORT_NOT_FOUND also when it is somebody else's */
  async one(id: string, { owner, scope }: ExportViewer): Promise<ExportJob> {
    const job = await this.#jobs.find(id, owner);
    if (job === undefined || !isWithin(job, scope)) throw new AuditError('AUDIT_EXPORT_NOT_FOUND');
    return job;
  }

  /** @throws {AuditError} AUDIT_EXPORT_NOT_FOUND, AUDIT_EXPORT_ENDED */
  async cancel(id: string, viewer: ExportViewer): Promise<ExportJob> {
    await this.one(id, viewer);
    const job = await this.#jobs.cancel(id, this.#settings.clock());
    if (job === undefined) throw new AuditError('AUDIT_EXPORT_ENDED');
    this.#worker.cancel(id);
    await this.#files.remove(id);
    return job;
  }

  /**
   * One whose file is whole, and was not removed yet.
   * @throws {AuditError} AUDIT_EXPORT_NOT_FOUND, AUDIT_EXPORT_NOT_DONE
   */
  async done(id: string, viewer: ExportViewer): Promise<ExportJob & { readonly sha256: string }> {
    const job = await this.one(id, viewer);
    const isOutdated = job.status === 'expired' || (job.expiresAt !== null && job.expiresAt <= this.#settings.clock());
    if (isOutdated) throw new AuditError('AUDIT_EXPORT_NOT_FOUND');
    const { sha256 } = job;
    if (job.status !== 'done' || sha256 === null) throw new AuditError('AUDIT_EXPORT_NOT_DONE');
    return { ...job, sha256 };
  }

  /** The bytes of a file. @throws {AuditError} AUDIT_EXPORT_NOT_FOUND when it is not on this machine */
  async read({ id, bytesDone }: ExportJob, range: ByteRange): Promise<Readable> {
    if (bytesDone === 0) return Readable.from([]);
    const content = await this.#files.read(id, range);
    if (content === undefined) throw new AuditError('AUDIT_EXPORT_NOT_FOUND');
    return content;
  }
}
