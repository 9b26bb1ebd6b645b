import { Module } from '@nestjs/common';
import { JobQueue } from './job-queue.service.ts';

/** Background work. */
@Module({ providers: [JobQueue], exports: [JobQueue] })
export class JobsModule {}
