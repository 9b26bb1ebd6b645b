import { AppError } from '../problem/app-error.ts';

/** Why a run has ended early. Nothing is wrong with the job: the entry of the run is a warning, and it is begun anew. */
export class JobInterrupted extends AppError {
  /** @param reason `the application is stopping` */
  constructor(reason: string) {
    super({
      code: 'JOB_INTERRUPTED',
      status: 409,
      message: `The run was interrupted, because ${reason}. Nothing of it was kept; it is begun anew.`,
    });
  }
}
