import { Controller, Get, Inject, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { AUDIT_SETTINGS, type AuditSettings } from '../../audit.options.ts';
import { Audited } from '../../capture/calls/audited.decorator.ts';
import { AuditAction, AuditCategory } from '../../entry/catalogue.ts';
import { ApiAuditErrors } from '../api-audit-errors.decorator.ts';
import { AuditAccessGuard, NeedsAuditPermission } from '../audit-access.guard.ts';
import { AuditLogsFilterDto } from '../audit-logs-query.dto.ts';
import { AuditQuery } from '../audit-query.decorator.ts';
import { ReaderScope } from '../reader-scope.decorator.ts';
import { type LogScope, within } from '../selection/log-scope.ts';
import { selectionOf } from '../selection-of.ts';
import { ErrorGroupsDto, ErrorGroupsQueryDto } from './error-groups.dto.ts';
import { ErrorGroupsService } from './error-groups.service.ts';
import { SummaryDto } from './summary.dto.ts';
import { SummaryService } from './summary.service.ts';

/** The log in numbers. */
@ApiTags('Audit log')
@ApiBearerAuth('bearer')
@ApiAuditErrors(401, 403, 503)
@Controller('audit-logs')
@UseGuards(AuditAccessGuard)
export class SummaryController {
  readonly #summaries: SummaryService;
  readonly #groups: ErrorGroupsService;
  readonly #clock: () => Date;

  constructor(
    @Inject(SummaryService) summaries: SummaryService,
    @Inject(ErrorGroupsService) groups: ErrorGroupsService,
    @Inject(AUDIT_SETTINGS) { clock }: AuditSettings,
  ) {
    this.#summaries = summaries;
    this.#groups = groups;
    this.#clock = clock;
  }

  @ApiOperation({
    summary: 'Count entries',
    description:
      'How many entries match, by status, severity, category, action, kind of resource and actor, and over time. ' +
      'Exact, unless `isEstimated` says otherwise.',
  })
  @ApiOkResponse({ type: SummaryDto })
  @ApiAuditErrors(400)
  @ApiQuery({ type: AuditLogsFilterDto })
  @Get('summary')
  @NeedsAuditPermission('audit:read')
  @Audited<SummaryController['summary']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'audit_log',
    object: () => 'the summary of the audit log',
    metadata: ({ result }) => result && { entries: result.total },
  })
  summary(@AuditQuery() query: AuditLogsFilterDto, @ReaderScope() scope: LogScope): Promise<SummaryDto> {
    return this.#summaries.summary(within(selectionOf(query, this.#clock()), scope));
  }

  @ApiOperation({
    summary: 'List faults',
    description:
      'The faults among the entries that match, each once however often it has happened: entries with the same ' +
      '`errorFingerprint` are one.',
  })
  @ApiOkResponse({ type: ErrorGroupsDto })
  @ApiAuditErrors(400)
  @ApiQuery({ type: ErrorGroupsQueryDto })
  @Get('errors/groups')
  @NeedsAuditPermission('audit:read')
  @Audited<SummaryController['groups']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'audit_log',
    object: () => 'the groups of errors in the audit log',
    metadata: ({ result }) => result && { groups: result.data.length },
  })
  groups(@AuditQuery() query: ErrorGroupsQueryDto, @ReaderScope() scope: LogScope): Promise<ErrorGroupsDto> {
    const { sort, limit, page, ...filters } = query;
    const selection = within(selectionOf(filters, this.#clock()), scope);
    return this.#groups.page(selection, { sort, limit, page });
  }
}
