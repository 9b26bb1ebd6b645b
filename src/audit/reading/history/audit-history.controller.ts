import { applyDecorators, Controller, Get, Inject, Param, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Audited } from '../../capture/calls/audited.decorator.ts';
import { AuditAction, AuditCategory } from '../../entry/catalogue.ts';
import { ApiAuditErrors } from '../api-audit-errors.decorator.ts';
import { AuditAccessGuard, NeedsAuditPermission } from '../audit-access.guard.ts';
import { AuditLogsPageDto } from '../audit-logs-page.dto.ts';
import { AuditLogsQueryDto } from '../audit-logs-query.dto.ts';
import { AuditQuery } from '../audit-query.decorator.ts';
import { entryIdPipe } from '../entry-id.pipe.ts';
import { PageLinksInterceptor } from '../page-links.interceptor.ts';
import { ReaderScope } from '../reader-scope.decorator.ts';
import type { LogScope } from '../selection/log-scope.ts';
import { AuditParameters } from './audit-parameters.decorator.ts';
import {
  RelatedEntriesDto,
  ResourceDto,
  ResourceHistoryQueryDto,
  ResourceStateDto,
  ResourceStateQueryDto,
} from './history.dto.ts';
import { RelatedEntriesService } from './related-entries.service.ts';
import { ResourceHistoryService } from './resource-history.service.ts';

function ApiResource(): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiParam({ name: 'type', description: 'The kind of thing, as `resourceType` of its entries' }),
    ApiParam({ name: 'id', description: 'Which one, as `resourceId` of its entries; slashes are encoded' }),
  );
}

/** What has happened to one thing, and around one entry. Every reading is itself an entry. */
@ApiTags('Audit log')
@ApiBearerAuth('bearer')
@ApiAuditErrors(400, 401, 403)
@Controller('audit-logs')
@UseGuards(AuditAccessGuard)
export class AuditHistoryController {
  readonly #history: ResourceHistoryService;
  readonly #related: RelatedEntriesService;

  constructor(
    @Inject(ResourceHistoryService) history: ResourceHistoryService,
    @Inject(RelatedEntriesService) related: RelatedEntriesService,
  ) {
    this.#history = history;
    this.#related = related;
  }

  @ApiOperation({ summary: 'List the entries of a resource', description: 'One page of them, newest first.' })
  @ApiResource()
  @ApiQuery({ type: ResourceHistoryQueryDto })
  @ApiOkResponse({ type: AuditLogsPageDto })
  @Get('resources/:type/:id')
  @NeedsAuditPermission('audit:read')
  @UseInterceptors(PageLinksInterceptor)
  @Audited<AuditHistoryController['ofResource']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'audit_log',
    object: ({ params }) => `the history of ${params['type'] ?? ''} ${params['id'] ?? ''}`,
    metadata: ({ result }) => result && { entries: result.data.length },
  })
  ofResource(
    @AuditParameters() resource: ResourceDto,
    @AuditQuery() query: AuditLogsQueryDto,
    @ReaderScope() scope: LogScope,
  ): Promise<AuditLogsPageDto> {
    return this.#history.page(resource, { query, scope });
  }

  @ApiOperation({
    summary: 'Read what a resource was',
    description: 'The values of its fields at a given time, put together from its entries.',
  })
  @ApiResource()
  @ApiQuery({ type: ResourceStateQueryDto })
  @ApiOkResponse({ type: ResourceStateDto })
  @Get('resources/:type/:id/state')
  @NeedsAuditPermission('audit:read')
  @Audited<AuditHistoryController['stateOfResource']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'audit_log',
    object: ({ params }) => `what ${params['type'] ?? ''} ${params['id'] ?? ''} was`,
    metadata: ({ result }) => result && { at: result.at },
  })
  stateOfResource(
    @AuditParameters() resource: ResourceDto,
    @AuditQuery() { at }: ResourceStateQueryDto,
    @ReaderScope() scope: LogScope,
  ): Promise<ResourceStateDto> {
    return this.#history.stateAt(resource, { at, scope });
  }

  @ApiOperation({
    summary: 'Read what belongs to an entry',
    description: 'Entries of the same request, trace, session, actor at that time, and resource.',
  })
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the entry' })
  @ApiOkResponse({ type: RelatedEntriesDto })
  @ApiAuditErrors(404)
  @Get(':id/related')
  @NeedsAuditPermission('audit:read')
  @Audited<AuditHistoryController['related']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'audit_log',
    object: ({ params }) => `what belongs to audit entry ${params['id'] ?? ''}`,
  })
  related(@Param('id', entryIdPipe) id: string, @ReaderScope() scope: LogScope): Promise<RelatedEntriesDto> {
    return this.#related.of(id, scope);
  }
}
