import { Controller, Get, UseFilters } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { Public } from '../access/public.decorator.ts';
import { SkipAudit } from '../audit/index.ts';
import { AuditIndicator } from './audit.indicator.ts';
import { HealthFilter } from './health.filter.ts';
import { DatabaseIndicator } from './database.indicator.ts';

/** Probes for load balancers and orchestrators; outside the API prefix and open to everyone. */
@Public()
@SkipAudit('probes ask every few seconds and change nothing; what they find is in the application log')
@UseFilters(HealthFilter)
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: DatabaseIndicator,
    private readonly audit: AuditIndicator,
  ) {}

  /** The process runs and answers. Depends on nothing else: a restart would not bring a lost database back. */
  @Get('live')
  @HealthCheck({ swaggerDocumentation: false })
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  /** The application can do its work; 503 while something it needs is away. */
  @Get('ready')
  @HealthCheck({ swaggerDocumentation: false })
  ready(): Promise<HealthCheckResult> {
    return this.health.check([() => this.database.check(), () => this.audit.check()]);
  }
}
