import { Controller, Get, HttpCode, Inject, Param, ParseUUIDPipe, Post, UseGuards } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { AuditError } from '../../audit.errors.ts';
import { Audited } from '../../capture/calls/audited.decorator.ts';
import { AuditScope } from '../../entry/audit-scope.ts';
import { AuditAction, AuditCategory } from '../../entry/catalogue.ts';
import { ApiAuditErrors } from '../../reading/api-audit-errors.decorator.ts';
import { AuditAccessGuard, NeedsAuditPermission } from '../../reading/audit-access.guard.ts';
import { AuditBody } from '../../reading/audit-query.decorator.ts';
import { ReaderScope } from '../../reading/reader-scope.decorator.ts';
import type { LogScope } from '../../reading/selection/log-scope.ts';
import { AuditHolds } from './audit-holds.ts';
import type { LegalHold } from './legal-hold.ts';
import { LegalHoldDto, LegalHoldsDto, PlaceHoldDto } from './legal-hold.dto.ts';

const idPipe = new ParseUUIDPipe({
  exceptionFactory: (reason) => new AuditError('AUDIT_QUERY_INVALID', { errors: [{ field: 'id', reason }] }),
});

/** Legal holds over HTTP. They are for the whole log: who may see some tenants only has nothing to do with them. */
@ApiTags('Audit log')
@ApiBearerAuth('bearer')
@ApiAuditErrors(400, 401, 403)
@Controller('audit-logs/holds')
@UseGuards(AuditAccessGuard)
@NeedsAuditPermission('audit:hold')
export class LegalHoldsController {
  readonly #holds: AuditHolds;

  constructor(@Inject(AuditHolds) holds: AuditHolds) {
    this.#holds = holds;
  }

  @ApiOperation({
    summary: 'List legal holds',
    description: 'All that were ever placed, those that hold first.',
  })
  @ApiOkResponse({ type: LegalHoldsDto })
  @Get()
  @Audited<LegalHoldsController['list']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'audit_hold',
    object: () => 'the legal holds of the audit log',
  })
  async list(@ReaderScope() scope: LogScope): Promise<LegalHoldsDto> {
    requireAllTenants(scope);
    return { data: (await this.#holds.list()).map(toDto) };
  }

  @ApiOperation({
    summary: 'Place a legal hold',
    description: 'The entries that fit stay, in the database and in the archive, until it is released.',
  })
  @ApiBody({ type: PlaceHoldDto })
  @ApiCreatedResponse({ type: LegalHoldDto })
  @ApiAuditErrors(503)
  @Post()
  @Audited<LegalHoldsController['place']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Create,
    resource: 'audit_hold',
    resourceId: ({ result }) => result?.id,
    object: ({ args }) => `a legal hold${args === undefined ? '' : ` (${args[0].reason})`}`,
    metadata: ({ args }) => args && { hold: JSON.parse(JSON.stringify(args[0])) as object },
    delivery: 'critical',
  })
  async place(@AuditBody() hold: PlaceHoldDto, @ReaderScope() scope: LogScope): Promise<LegalHoldDto> {
    requireAllTenants(scope);
    const { reason, userId, resourceType, resourceId, tenantId, from, to } = hold;
    const subject = { userId, resourceType, resourceId, tenantId, from, to };
    return toDto(await this.#holds.place({ ...subject, reason, by: whoAsks() }));
  }

  @ApiOperation({
    summary: 'Release a legal hold',
    description: 'What it was stays on record.',
  })
  @ApiParam({ name: 'id', format: 'uuid', description: 'The id of the hold' })
  @ApiOkResponse({ type: LegalHoldDto })
  @ApiAuditErrors(404, 409, 503)
  @Post(':id/release')
  @HttpCode(200)
  @Audited<LegalHoldsController['release']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Revoke,
    resource: 'audit_hold',
    object: ({ params, result }) => `legal hold ${result?.reason ?? params['id'] ?? ''}`,
    delivery: 'critical',
  })
  async release(@Param('id', idPipe) id: string, @ReaderScope() scope: LogScope): Promise<LegalHoldDto> {
    requireAllTenants(scope);
    return toDto(await this.#holds.release(id, whoAsks()));
  }
}

function requireAllTenants({ tenants }: LogScope): void {
  if (tenants !== null) throw new AuditError('AUDIT_ACCESS_DENIED');
}

function whoAsks(): string {
  const actor = AuditScope.current()?.origin.actor;
  return actor?.label ?? actor?.id ?? 'somebody unknown';
}

function toDto(hold: LegalHold): LegalHoldDto {
  const { userId, resourceType, resourceId, tenantId, from, to, ...others } = hold;
  return {
    ...others,
    userId: userId ?? null,
    resourceType: resourceType ?? null,
    resourceId: resourceId ?? null,
    tenantId: tenantId ?? null,
    from: from ?? null,
    to: to ?? null,
  };
}
