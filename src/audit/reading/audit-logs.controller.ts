import { Controller, Get, Inject, Param, ParseUUIDPipe, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { AuditError } from '../audit.errors.ts';
import { Audited } from '../capture/calls/audited.decorator.ts';
import { AuditLog } from '../entry/audit-log.entity.ts';
import { AuditAction, AuditCategory } from '../entry/catalogue.ts';
import { AuditAccessGuard, NeedsAuditPermission } from './audit-access.guard.ts';
import { AuditLogsQueryDto } from './audit-logs-query.dto.ts';
import { AuditLogsPageDto } from './audit-logs-page.dto.ts';
import { AuditLogsService } from './audit-logs.service.ts';
import { ApiAuditErrors } from './api-audit-errors.decorator.ts';
import { AuditQuery } from './audit-query.decorator.ts';
import { PageLinksInterceptor } from './page-links.interceptor.ts';
import { ReaderScope } from './reader-scope.decorator.ts';
import type { LogScope } from './selection/log-scope.ts';

const idPipe = new ParseUUIDPipe({
  exceptionFactory: (reason) => new AuditError('AUDIT_QUERY_INVALID', { errors: [{ field: 'id', reason }] }),
});

/** The log over HTTP: read only, and every reading is itself an entry. */
@ApiTags('Audit log')
@ApiBearerAuth('bearer')
@ApiAuditErrors(401, 403)
@Controller('audit-logs')
@UseGuards(AuditAccessGuard)
export class AuditLogsController {
  readonly #logs: AuditLogsService;

  constructor(@Inject(AuditLogsService) logs: AuditLogsService) {
    this.#logs = logs;
  }

  @ApiOperation({ summary: 'List entries', description: 'One page of the entries that match, newest first.' })
  @ApiOkResponse({ type: AuditLogsPageDto })
  @ApiAuditErrors(400)
  @ApiQuery({ type: AuditLogsQueryDto })
  @Get()
  @NeedsAuditPermission('audit:read')
  @UseInterceptors(PageLinksInterceptor)
  @Audited<AuditLogsController['list']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'audit_log',
    object: () => 'the audit log',
    metadata: ({ result }) => result && { entries: result.data.length },
  })
  list(@AuditQuery() query: AuditLogsQueryDto, @ReaderScope() scope: LogScope): Promise<AuditLogsPageDto> {
    return this.#logs.page(query, { name: 'entries', scope });
  }

  @ApiOperation({ summary: 'List errors', description: 'The same list, only entries with a severity.' })
  @ApiOkResponse({ type: AuditLogsPageDto })
  @ApiAuditErrors(400)
  @ApiQuery({ type: AuditLogsQueryDto })
  @Get('errors')
  @NeedsAuditPermission('audit:read')
  @UseInterceptors(PageLinksInterceptor)
  @Audited<AuditLogsController['errors']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'audit_log',
    object: () => 'the errors in the audit log',
    metadata: ({ result }) => result && { entries: result.data.length },
  })
  errors(@AuditQuery() query: AuditLogsQueryDto, @ReaderScope() scope: LogScope): Promise<AuditLogsPageDto> {
    return this.#logs.page(query, { name: 'errors', scope });
  }

  @ApiOperation({ summary: 'Read one entry' })
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the entry' })
  @ApiOkResponse({ type: AuditLog })
  @ApiAuditErrors(400, 404)
  @Get(':id')
  @NeedsAuditPermission('audit:read')
  @Audited<AuditLogsController['one']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'audit_log',
    object: ({ params }) => `audit entry ${params['id'] ?? ''}`,
  })
  one(@Param('id', idPipe) id: string, @ReaderScope() scope: LogScope): Promise<AuditLog> {
    return this.#logs.one(id, scope);
  }
}
