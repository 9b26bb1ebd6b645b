import { Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiSignedIn } from '../access/api-signed-in.decorator.ts';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { CurrentUser } from '../access/current-user.decorator.ts';
import { RequirePermission } from '../access/require-permission.decorator.ts';
import { AuditAction, AuditCategory, Audited } from '../audit/index.ts';
import { ApiProblems } from '../problem/api-problems.decorator.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { administrationErrors } from './administration.errors.ts';
import { MaintenanceJobsDto, ScheduledJobDto } from './dto/job.dto.ts';
import { MaintenanceService } from './maintenance.service.ts';

/** The maintenance jobs, over HTTP. */
@ApiTags('Administration')
@ApiSignedIn()
@ApiProblems(problemErrors.FORBIDDEN)
@Controller('admin/jobs')
export class MaintenanceController {
  constructor(private readonly maintenance: MaintenanceService) {}

  @ApiOperation({
    summary: 'List the maintenance jobs',
    description: 'All of them, sorted by name. Each runs by itself at 03:00 UTC. Needs `system:read`.',
  })
  @ApiOkResponse({ type: MaintenanceJobsDto, description: 'The jobs and how many of each there are.' })
  @RequirePermission('system:read')
  @Get()
  async list(): Promise<MaintenanceJobsDto> {
    return { data: await this.maintenance.list() };
  }

  @ApiOperation({
    summary: 'Run a maintenance job now',
    description:
      'The job runs in the background and leaves an entry of its own in the audit log. Needs `system:write`.',
  })
  @ApiParam({ name: 'name', description: 'The name of the job.', example: 'purge-ended-sessions' })
  @ApiProblems(administrationErrors.JOB_NOT_FOUND)
  @ApiAcceptedResponse({ type: ScheduledJobDto, description: 'The job waits for its turn.' })
  @RequirePermission('system:write')
  @Audited<MaintenanceController['start']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Schedule,
    resource: 'job',
    resourceId: ({ params }) => params['name'],
    object: ({ params }) => `job ${params['name']}`,
    metadata: ({ result }) => result && { job: { id: result.id } },
  })
  @Post(':name')
  @HttpCode(202)
  async start(
    @Param('name') name: string,
    @CurrentUser() { id, email }: AuthenticatedUser,
    @Req() request: FastifyRequest,
  ): Promise<ScheduledJobDto> {
    return { id: await this.maintenance.start(name, { id, email, requestId: request.id }), name };
  }
}
