import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditAction, AuditCategory, Audited, AuditService } from '../audit/index.ts';
import { JobQueue } from '../jobs/job-queue.service.ts';
import { type Job, jobActor, JobHandler, jobMetadata } from '../jobs/job.ts';
import { AppError } from '../problem/app-error.ts';
import { cancelOnAbort } from './cancel-on-abort.ts';
import { askUntilAborted } from './matching/ask.ts';
import { matchLines } from './matching/match-lines.ts';
import type { Reconciliation } from './reconciliation.entity.ts';
import { nameOf } from './reconciliation-name.ts';
import { RECONCILIATION_QUEUE, type ReconciliationPayload } from './reconciliation-queue.ts';
import type { OutcomeCounts, ReconciliationResult } from './reconciliation-result.ts';
import { ReconciliationRunsRepository } from './reconciliation-runs.repository.ts';
import { reconciliationsErrors } from './reconciliations.errors.ts';
import { ReconciliationsRepository } from './reconciliations.repository.ts';

const FAULT =
  'The reconciliation failed on our side, several times. Nothing of it was kept; ask for it again, and if it fails ' +
  'again, ask the operator to look into the log.';

/** Runs one reconciliation: all of its items, in one transaction. */
@Injectable()
export class ReconciliationJob extends JobHandler<ReconciliationPayload> implements OnModuleInit {
  readonly name = RECONCILIATION_QUEUE;

  constructor(
    private readonly queue: JobQueue,
    private readonly dataSource: DataSource,
    private readonly reconciliations: ReconciliationsRepository,
    private readonly runs: ReconciliationRunsRepository,
    private readonly audit: AuditService,
  ) {
    super();
  }

  onModuleInit(): void {
    this.queue.register(this);
  }

  /** @throws {AppError} RECONCILIATION_NOT_FOUND, RECONCILIATION_ENDED */
  @Audited<ReconciliationJob['run']>({
    category: AuditCategory.DataOperation,
    action: AuditAction.Run,
    resource: 'reconciliation',
    resourceId: ({ args }) => args?.[0].payload.reconciliationId,
    actor: ({ args }) => jobActor(args?.[0]),
    metadata: ({ args }) => jobMetadata(args?.[0]),
  })
  override async run({ payload: { reconciliationId: id }, signal }: Job<ReconciliationPayload>): Promise<void> {
    const { dataSource } = this;
    await dataSource.transaction((manager) =>
      cancelOnAbort({ dataSource, manager, signal }, async () => {
        await this.runs.lock(manager, id);
        const reconciliation = await this.getNamed(manager, id);
        if (reconciliation.status === 'done' && reconciliation.result !== null) {
          this.audit.annotate({ metadata: { ...countsOf(reconciliation.result), doneBefore: true } });
          return;
        }
        if (reconciliation.status === 'failed') throw new AppError(reconciliationsErrors.RECONCILIATION_ENDED);
        const result = await this.reconcile(manager, { reconciliation, signal });
        this.audit.annotate({ metadata: countsOf(result) });
      }),
    );
  }

  override async gaveUp({ payload: { reconciliationId: id } }: Job<ReconciliationPayload>, error: unknown) {
    const isTold = error instanceof AppError && error.getStatus() < 500;
    await this.runs.fail(this.dataSource.manager, id, isTold ? error.message : FAULT);
  }

  private async reconcile(
    manager: EntityManager,
    { reconciliation, signal }: { readonly reconciliation: Reconciliation; readonly signal: AbortSignal },
  ): Promise<ReconciliationResult> {
    const { id, ledgerUploadId, bankUploadId, rules } = reconciliation;
    // On a connection of its own: what the transaction writes is not seen before its end.
    const outside = this.dataSource.manager;
    await this.runs.begin(outside, id);
    const result = await matchLines(askUntilAborted(manager, signal), {
      reconciliationId: id,
      ledgerUploadId,
      bankUploadId,
      rules,
      onStep: (step) => this.runs.progress(outside, id, step),
    });
    signal.throwIfAborted();
    const hasEnded = await this.runs.finish(manager, id, result);
    if (!hasEnded) throw new AppError(reconciliationsErrors.RECONCILIATION_ENDED);
    return result;
  }

  /** Also gives the entry of the run its object. */
  private async getNamed(manager: EntityManager, id: string): Promise<Reconciliation> {
    const reconciliation = await this.reconciliations.findById(manager, id);
    const files = await this.runs.findFiles(manager, id);
    if (reconciliation === null || files === undefined) {
      throw new AppError(reconciliationsErrors.RECONCILIATION_NOT_FOUND);
    }
    this.audit.annotate({ object: nameOf(files) });
    return reconciliation;
  }
}

function countsOf({ matched, differences, unmatchedLedger, unmatchedBank }: OutcomeCounts): {
  [K in keyof OutcomeCounts]: number;
} {
  return { matched, differences, unmatchedLedger, unmatchedBank };
}
