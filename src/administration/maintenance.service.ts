import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { JobRequester } from '../jobs/job.ts';
import { JobQueue } from '../jobs/job-queue.service.ts';
import { AppError } from '../problem/app-error.ts';
import { administrationErrors } from './administration.errors.ts';
import type { MaintenanceJobDto } from './dto/job.dto.ts';
import { jobCountsOf } from './job-counts.ts';

/** The jobs that keep the house clean: nightly by themselves, and whenever somebody wants it. */
@Injectable()
export class MaintenanceService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly queue: JobQueue,
  ) {}

  /** Each job by name, with its counts. */
  async list(): Promise<MaintenanceJobDto[]> {
    const jobs = jobCountsOf(this.queue.maintenanceNames, await this.queue.counts());
    return jobs.map(([name, counts]) => ({ name, ...counts }));
  }

  /**
   * Has a job run as soon as those before it are done.
   * @returns the id of the run
   * @throws {AppError} JOB_NOT_FOUND
   */
  start(name: string, requestedBy: JobRequester): Promise<string> {
    const names = this.queue.maintenanceNames;
    if (!names.includes(name)) {
      throw new AppError(administrationErrors.JOB_NOT_FOUND, {
        message: `No maintenance job has this name. There are: ${names.toSorted().join(', ')}.`,
      });
    }
    return this.dataSource.transaction((manager) => this.queue.add(manager, { queue: name, payload: {}, requestedBy }));
  }
}
