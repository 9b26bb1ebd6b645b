import { Controller, Get, Inject, StreamableFile, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import { AUDIT_SETTINGS, type AuditSettings } from '../../audit.options.ts';
import { Audited } from '../../capture/calls/audited.decorator.ts';
import { AuditScope } from '../../entry/audit-scope.ts';
import { AuditAction, AuditCategory } from '../../entry/catalogue.ts';
import { ApiAuditErrors } from '../api-audit-errors.decorator.ts';
import { AuditAccessGuard, NeedsAuditPermission } from '../audit-access.guard.ts';
import { AuditQuery } from '../audit-query.decorator.ts';
import { fileNameOf, mediaTypeOf } from '../export/export-framing.ts';
import { askingActor, userKeyOf } from '../asking-actor.ts';
import { RetryAfterInterceptor } from '../retry-after.interceptor.ts';
import { ReaderScope } from '../reader-scope.decorator.ts';
import type { LogScope } from '../selection/log-scope.ts';
import { ArchivedExportDto, ArchivedMonthsDto, ArchivedPageDto, ArchivedQueryDto } from './archived-months.dto.ts';
import { ArchivedMonthsService } from './archived-months.service.ts';
import { ReaderGone } from './reader-gone.decorator.ts';

/** The months that are archived, whether or not the database still has them. Every reading is itself an entry. */
@ApiTags('Audit log')
@ApiBearerAuth('bearer')
@ApiAuditErrors(401, 403, 503)
@Controller('audit-logs/archive')
@UseGuards(AuditAccessGuard)
export class ArchivedMonthsController {
  readonly #months: ArchivedMonthsService;
  readonly #clock: () => Date;

  constructor(
    @Inject(ArchivedMonthsService) months: ArchivedMonthsService,
    @Inject(AUDIT_SETTINGS) { clock }: AuditSettings,
  ) {
    this.#months = months;
    this.#clock = clock;
  }

  @ApiOperation({
    summary: 'List archived months',
    description:
      'Newest first. Who may see the entries of some tenants only is told which months there are, but not what counts ' +
      'the entries of others.',
  })
  @ApiOkResponse({ type: ArchivedMonthsDto })
  @Get()
  @NeedsAuditPermission('audit:read')
  @Audited<ArchivedMonthsController['list']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'audit_archive',
    object: () => 'the list of archived months of the audit log',
  })
  list(@ReaderScope() scope: LogScope): Promise<ArchivedMonthsDto> {
    return this.#months.list(scope);
  }

  @ApiOperation({
    summary: 'List archived entries',
    description: 'One page of the archived entries that match, newest first, from 12 archived months at most.',
  })
  @ApiOkResponse({ type: ArchivedPageDto })
  @ApiAuditErrors(400)
  @ApiQuery({ type: ArchivedQueryDto })
  @Get('entries')
  @NeedsAuditPermission('audit:read')
  @Audited<ArchivedMonthsController['entries']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'audit_archive',
    object: () => 'archived months of the audit log',
    metadata: ({ result }) => result && { entries: result.data.length },
  })
  entries(
    @AuditQuery() query: ArchivedQueryDto,
    @ReaderScope() scope: LogScope,
    @ReaderGone() gone: AbortSignal,
  ): Promise<ArchivedPageDto> {
    return this.#months.page(query, { scope, user: userKeyOf(askingActor()), gone });
  }

  @ApiOperation({
    summary: 'Export archived entries',
    description: 'All archived entries that match as a file, oldest first, streamed.',
  })
  @ApiProduces('text/csv', 'application/x-ndjson')
  @ApiOkResponse({ description: 'The file', schema: { type: 'string', format: 'binary' } })
  @ApiAuditErrors(400, 429)
  @ApiQuery({ type: ArchivedExportDto })
  @Get('export')
  @UseInterceptors(RetryAfterInterceptor)
  @NeedsAuditPermission('audit:export')
  @Audited<ArchivedMonthsController['export']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Export,
    resource: 'audit_archive',
    object: ({ args }) => `archived months of the audit log${args ? ` as ${args[0].format.toUpperCase()}` : ''}`,
  })
  async export(
    @AuditQuery() query: ArchivedExportDto,
    @ReaderScope() scope: LogScope,
    @ReaderGone() gone: AbortSignal,
  ): Promise<StreamableFile> {
    const told = AuditScope.current();
    const reader = { scope, user: userKeyOf(askingActor()), gone };
    const content = await this.#months.file(query, reader, (entries) => told?.annotate({ metadata: { entries } }));
    const file = { format: query.format, gzip: false };
    const name = fileNameOf(file, this.#clock()).replace('audit-log-', 'audit-archive-');
    return new StreamableFile(content, { type: mediaTypeOf(file), disposition: `attachment; filename="${name}"` });
  }
}
