import { Module } from '@nestjs/common';
import { SessionsRepository } from './sessions.repository.ts';

/** Who is signed in, and since when. */
@Module({ providers: [SessionsRepository], exports: [SessionsRepository] })
export class SessionsModule {}
