import { Controller, Get, Inject, StreamableFile, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Audited } from '../../capture/calls/audited.decorator.ts';
import { AuditScope } from '../../entry/audit-scope.ts';
import { AuditAction, AuditCategory } from '../../entry/catalogue.ts';
import { ApiAuditErrors } from '../api-audit-errors.decorator.ts';
import { AuditAccessGuard, NeedsAuditPermission } from '../audit-access.guard.ts';
import { AuditQuery } from '../audit-query.decorator.ts';
import { ReaderScope } from '../reader-scope.decorator.ts';
import type { LogScope } from '../selection/log-scope.ts';
import { AuditExportDto } from './audit-export.dto.ts';
import { AuditExportService } from './audit-export.service.ts';
import { askingActor, userKeyOf } from '../asking-actor.ts';
import { RetryAfterInterceptor } from '../retry-after.interceptor.ts';

/** The log as a file; every export is itself an entry, made before its first byte leaves. */
@ApiTags('Audit log')
@ApiBearerAuth('bearer')
@ApiAuditErrors(401, 403, 503)
@Controller('audit-logs')
@UseGuards(AuditAccessGuard)
@UseInterceptors(RetryAfterInterceptor)
export class AuditExportController {
  readonly #exports: AuditExportService;

  constructor(@Inject(AuditExportService) exports: AuditExportService) {
    this.#exports = exports;
  }

  @ApiOperation({
    summary: 'Export entries',
    description: 'All entries that match as a file, newest first, streamed: any number of them in constant memory.',
  })
  @ApiProduces('text/csv', 'application/json', 'application/x-ndjson', 'application/gzip')
  @ApiOkResponse({ description: 'The file', schema: { type: 'string', format: 'binary' } })
  @ApiAuditErrors(400, 429, 503)
  @ApiQuery({ type: AuditExportDto })
  @Get('export')
  @NeedsAuditPermission('audit:export')
  @Audited<AuditExportController['export']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Export,
    resource: 'audit_log',
    object: ({ args }) => (args === undefined ? 'the audit log' : `the audit log as ${args[0].format.toUpperCase()}`),
  })
  async export(@AuditQuery() query: AuditExportDto, @ReaderScope() scope: LogScope): Promise<StreamableFile> {
    const told = AuditScope.current();
    const { content, type, name } = await this.#exports.file(query, {
      scope,
      user: userKeyOf(askingActor()),
      onWhole: (rows) => told?.annotate({ metadata: { entries: rows } }),
    });
    return new StreamableFile(content, { type, disposition: `attachment; filename="${name}"` });
  }
}
