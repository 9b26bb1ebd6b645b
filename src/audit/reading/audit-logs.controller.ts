import { Controller, Get, Inject, Param, ParseUUIDPipe, StreamableFile, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import { AuditError } from '../audit.errors.ts';
import { Audited } from '../capture/calls/audited.decorator.ts';
import { AuditLog } from '../entry/audit-log.entity.ts';
import { AuditAction, AuditCategory } from '../entry/catalogue.ts';
import { AuditAccessGuard, NeedsAuditPermission } from './audit-access.guard.ts';
import { AuditLogsExportDto, AuditLogsQueryDto } from './audit-logs-query.dto.ts';
import { AuditLogsPageDto } from './audit-logs-page.dto.ts';
import { AuditLogsService } from './audit-logs.service.ts';
import { ApiAuditErrors } from './api-audit-errors.decorator.ts';
import { AuditQuery } from './audit-query.decorator.ts';
import { exportStream, MEDIA_TYPES } from './export-stream.ts';

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
  @Audited<AuditLogsController['list']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'audit_log',
    object: () => 'the audit log',
    metadata: ({ result }) => result && { entries: result.data.length },
  })
  list(@AuditQuery() query: AuditLogsQueryDto): Promise<AuditLogsPageDto> {
    return this.#logs.page(query);
  }

  @ApiOperation({ summary: 'List errors', description: 'The same list, only entries with a severity.' })
  @ApiOkResponse({ type: AuditLogsPageDto })
  @ApiAuditErrors(400)
  @ApiQuery({ type: AuditLogsQueryDto })
  @Get('errors')
  @NeedsAuditPermission('audit:read')
  @Audited<AuditLogsController['errors']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'audit_log',
    object: () => 'the errors in the audit log',
    metadata: ({ result }) => result && { entries: result.data.length },
  })
  errors(@AuditQuery() query: AuditLogsQueryDto): Promise<AuditLogsPageDto> {
    return this.#logs.page(query, { errorsOnly: true });
  }

  @ApiOperation({
    summary: 'Export entries',
    description: 'All entries that match as a file, newest first, streamed: any number of them in constant memory.',
  })
  @ApiProduces('text/csv', 'application/json', 'application/x-ndjson')
  @ApiOkResponse({ description: 'The file', schema: { type: 'string', format: 'binary' } })
  @ApiAuditErrors(400)
  @ApiQuery({ type: AuditLogsExportDto })
  @Get('export')
  @NeedsAuditPermission('audit:export')
  @Audited<AuditLogsController['export']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Export,
    resource: 'audit_log',
    object: ({ args }) => (args === undefined ? 'the audit log' : `the audit log as ${args[0].format.toUpperCase()}`),
  })
  async export(@AuditQuery() query: AuditLogsExportDto): Promise<StreamableFile> {
    const { format, ...filters } = query;
    const madeAt = new Date().toISOString().replaceAll(/[:.]/g, '-');
    return new StreamableFile(exportStream(await this.#logs.all(filters), format), {
      type: MEDIA_TYPES[format],
      disposition: `attachment; filename="audit-log-${madeAt}.${format}"`,
    });
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
  one(@Param('id', idPipe) id: string): Promise<AuditLog> {
    return this.#logs.one(id);
  }
}
