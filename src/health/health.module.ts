import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AuditIndicator } from './audit.indicator.ts';
import { DatabaseIndicator } from './database.indicator.ts';
import { GapWatch } from './gap-watch.ts';
import { HealthController } from './health.controller.ts';

/** `GET /health/live` and `GET /health/ready`. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [AuditIndicator, DatabaseIndicator, GapWatch],
})
export class HealthModule {}
