import { Controller, Get, Inject, StreamableFile, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Audited } from '../../capture/calls/audited.decorator.ts';
import { AuditAction, AuditCategory } from '../../entry/catalogue.ts';
import { ApiAuditErrors } from '../api-audit-errors.decorator.ts';
import { AuditAccessGuard, NeedsAuditPermission } from '../audit-access.guard.ts';
import { AuditLogsExportDto } from '../audit-logs-query.dto.ts';
import { AuditQuery } from '../audit-query.decorator.ts';
import { ReaderScope } from '../reader-scope.decorator.ts';
import type { LogScope } from '../selection/log-scope.ts';
import { AuditExportService } from './audit-export.service.ts';
import { exportStream, MEDIA_TYPES } from './export-stream.ts';

/** The log as a file; every export is itself an entry, made before its first byte leaves. */
@ApiTags('Audit log')
@ApiBearerAuth('bearer')
@ApiAuditErrors(401, 403)
@Controller('audit-logs')
@UseGuards(AuditAccessGuard)
export class AuditExportController {
  readonly #exports: AuditExportService;

  constructor(@Inject(AuditExportService) exports: AuditExportService) {
    this.#exports = exports;
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
  @Audited<AuditExportController['export']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Export,
    resource: 'audit_log',
    object: ({ args }) => (args === undefined ? 'the audit log' : `the audit log as ${args[0].format.toUpperCase()}`),
  })
  async export(@AuditQuery() query: AuditLogsExportDto, @ReaderScope() scope: LogScope): Promise<StreamableFile> {
    const { format, ...filters } = query;
    const madeAt = new Date().toISOString().replaceAll(/[:.]/g, '-');
    return new StreamableFile(exportStream(await this.#exports.all(filters, scope), format), {
      type: MEDIA_TYPES[format],
      disposition: `attachment; filename="audit-log-${madeAt}.${format}"`,
    });
  }
}
