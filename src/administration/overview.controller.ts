import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiSignedIn } from '../access/api-signed-in.decorator.ts';
import { RequirePermission } from '../access/require-permission.decorator.ts';
import { AuditAction, AuditCategory, Audited } from '../audit/index.ts';
import { ApiProblems } from '../problem/api-problems.decorator.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { OverviewDto } from './dto/overview.dto.ts';
import { OverviewService } from './overview.service.ts';

/** How the application is doing, over HTTP. */
@ApiTags('Administration')
@ApiSignedIn()
@ApiProblems(problemErrors.FORBIDDEN)
@Controller('admin/overview')
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  @ApiOperation({
    summary: 'Read the system overview',
    description:
      'Counts of what there is, the delivery of the audit log and the database. Start, uptime and delivery are those of ' +
      'the process that answers. Needs `system:read`.',
  })
  @ApiOkResponse({ type: OverviewDto, description: 'The overview.' })
  @RequirePermission('system:read')
  @Audited<OverviewController['read']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'system_overview',
    object: () => 'the system overview',
  })
  @Get()
  read(): Promise<OverviewDto> {
    return this.overview.read();
  }
}
