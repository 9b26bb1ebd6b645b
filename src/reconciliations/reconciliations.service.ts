import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/index.ts';
import type { DataUpload, UploadKind } from '../data-uploads/data-upload.entity.ts';
import { DataUploadsRepository } from '../data-uploads/data-uploads.repository.ts';
import { JobQueue } from '../jobs/job-queue.service.ts';
import type { JobRequester } from '../jobs/job.ts';
import { AppError } from '../problem/app-error.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import type { CreateReconciliationDto } from './dto/create-reconciliation.dto.ts';
import type { ListReconciliationItemsDto } from './dto/list-reconciliation-items.dto.ts';
import type { ListReconciliationsDto } from './dto/list-reconciliations.dto.ts';
import type { ReconciliationItemDto } from './dto/reconciliation-item.dto.ts';
import { rangesOf } from './item-ranges.ts';
import type { Reconciliation } from './reconciliation.entity.ts';
import { nameOf } from './reconciliation-name.ts';
import { RECONCILIATION_QUEUE, type ReconciliationPayload } from './reconciliation-queue.ts';
import type { ReconciliationRules } from './reconciliation-rules.ts';
import { reconciliationsErrors } from './reconciliations.errors.ts';
import { ReconciliationsRepository } from './reconciliations.repository.ts';

/** Reconciliations: asking for them, and reading what they have found. */
@Injectable()
export class ReconciliationsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly reconciliations: ReconciliationsRepository,
    private readonly uploads: DataUploadsRepository,
    private readonly queue: JobQueue,
    private readonly audit: AuditService,
  ) {}

  /**
   * Has two imported uploads compared in the background. The same two can be compared as often as one likes.
   * @throws {AppError} VALIDATION_FAILED when all rules are off
   * @throws {AppError} RECONCILIATION_UPLOAD_NOT_FOUND, RECONCILIATION_UPLOAD_WRONG_KIND,
   * RECONCILIATION_UPLOAD_NOT_IMPORTED
   */
  schedule(
    { ledgerUploadId, bankUploadId, rules }: CreateReconciliationDto,
    requestedBy: JobRequester,
  ): Promise<Reconciliation> {
    assertSomeRule(rules);
    return this.dataSource.transaction(async (manager) => {
      const ledger = await this.getUpload(manager, { id: ledgerUploadId, kind: 'ledger' });
      const bank = await this.getUpload(manager, { id: bankUploadId, kind: 'bank' });
      const name = nameOf({ ledgerFileName: ledger.fileName, bankFileName: bank.fileName });
      this.audit.annotate({ object: `a ${name}`, metadata: { ledgerUploadId, bankUploadId, rules } });
      assertReconcilable(ledger, 'ledger');
      assertReconcilable(bank, 'bank');
      const { id, email } = requestedBy;
      const asked = { ledgerUploadId, bankUploadId, rules, requestedById: id, requestedByEmail: email };
      const reconciliation = await this.reconciliations.add(manager, asked);
      const payload: ReconciliationPayload = { reconciliationId: reconciliation.id };
      await this.queue.add(manager, { queue: RECONCILIATION_QUEUE, payload, requestedBy });
      return reconciliation;
    });
  }

  list(query: ListReconciliationsDto): Promise<[Reconciliation[], number]> {
    return this.reconciliations.findPage(this.dataSource.manager, query);
  }

  /** @throws {AppError} RECONCILIATION_NOT_FOUND */
  async get(id: string): Promise<Reconciliation> {
    const reconciliation = await this.reconciliations.findById(this.dataSource.manager, id);
    if (reconciliation === null) throw new AppError(reconciliationsErrors.RECONCILIATION_NOT_FOUND);
    return reconciliation;
  }

  /** @throws {AppError} RECONCILIATION_NOT_FOUND, RECONCILIATION_NOT_DONE */
  async listItems(id: string, query: ListReconciliationItemsDto): Promise<[ReconciliationItemDto[], number]> {
    const reconciliation = await this.get(id);
    if (reconciliation.result === null) throw new AppError(reconciliationsErrors.RECONCILIATION_NOT_DONE);
    const { ranges, total } = rangesOf(reconciliation.result, query);
    const { manager } = this.dataSource;
    const parts = ranges.map((range) => this.reconciliations.findItems(manager, reconciliation, range));
    return [(await Promise.all(parts)).flat(), total];
  }

  private async getUpload(
    manager: EntityManager,
    { id, kind }: { readonly id: string; readonly kind: UploadKind },
  ): Promise<DataUpload> {
    const upload = await this.uploads.findById(manager, id);
    if (upload !== null) return upload;
    const message = `There is no data upload with the id in ${kind}UploadId. Check the id, or list the uploads with GET /data-uploads.`;
    throw new AppError(reconciliationsErrors.RECONCILIATION_UPLOAD_NOT_FOUND, { message });
  }
}

function assertSomeRule({ exactReference, amountAndDate }: ReconciliationRules): void {
  if (exactReference || amountAndDate !== null) return;
  const errors = [{ field: 'rules', reason: 'rules must leave exactReference or amountAndDate on' }];
  throw new AppError(problemErrors.VALIDATION_FAILED, { errors });
}

/** An upload that was imported stays so. */
function assertReconcilable({ fileName, kind, status }: DataUpload, expected: UploadKind): void {
  if (kind !== expected) {
    const message = `${fileName}, given as ${expected}UploadId, is a ${kind} file. Give an upload of the kind ${expected}.`;
    throw new AppError(reconciliationsErrors.RECONCILIATION_UPLOAD_WRONG_KIND, { message });
  }
  if (status !== 'imported') {
    const message =
      `The lines of ${fileName}, given as ${expected}UploadId, are not imported. Import it with POST ` +
      `/data-uploads/{id}/import and wait for its end.`;
    throw new AppError(reconciliationsErrors.RECONCILIATION_UPLOAD_NOT_IMPORTED, { message });
  }
}
