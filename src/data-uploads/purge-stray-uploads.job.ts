import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditAction, AuditCategory, Audited, AuditService } from '../audit/index.ts';
import { JobQueue } from '../jobs/job-queue.service.ts';
import { type Job, jobActor, JobHandler, jobMetadata } from '../jobs/job.ts';
import { DataUploadsRepository } from './data-uploads.repository.ts';
import { UploadFiles } from './upload-files.ts';

const NAME = 'purge-stray-uploads';

/** Younger files may belong to an upload that is under way, whose row is not there yet. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** Removes files that no upload knows: left behind by processes that died in the middle of receiving them. */
@Injectable()
export class PurgeStrayUploadsJob extends JobHandler implements OnModuleInit {
  readonly name = NAME;
  override readonly isNightly = true;

  constructor(
    private readonly queue: JobQueue,
    private readonly dataSource: DataSource,
    private readonly uploads: DataUploadsRepository,
    private readonly files: UploadFiles,
    private readonly audit: AuditService,
  ) {
    super();
  }

  onModuleInit(): void {
    this.queue.register(this);
  }

  @Audited<PurgeStrayUploadsJob['run']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Run,
    resource: 'job',
    resourceId: () => NAME,
    actor: ({ args }) => jobActor(args?.[0]),
    metadata: ({ args }) => jobMetadata(args?.[0]),
  })
  override async run({ signal }: Job): Promise<void> {
    const old = (await this.files.list()).filter(({ changedAt }) => Date.now() - changedAt.getTime() > DAY_MS);
    const known = await this.uploads.findKnownIds(
      this.dataSource.manager,
      old.map(({ id }) => id),
    );
    let removedFiles = 0;
    for (const file of old.filter(({ id, kind }) => kind === 'part' || !known.has(id))) {
      signal.throwIfAborted();
      await this.files.remove(file);
      removedFiles += 1;
    }
    this.audit.annotate({ metadata: { removedFiles } });
  }
}
