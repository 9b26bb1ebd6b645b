import { Controller, Get, Inject, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { ApiAuditErrors } from '../api-audit-errors.decorator.ts';
import { AuditAccessGuard, NeedsAuditPermission } from '../audit-access.guard.ts';
import { AuditQuery } from '../audit-query.decorator.ts';
import { ReaderScope } from '../reader-scope.decorator.ts';
import type { LogScope } from '../selection/log-scope.ts';
import { AuditFieldsDto, AuditFieldsQueryDto } from './audit-fields.dto.ts';
import { AuditFieldsService } from './audit-fields.service.ts';

/**
 * What can be asked of the log. It is asked with every letter that somebody writes and shows no entry, so that it leaves
 * the entry of an ordinary request, as the host's policy says, and not one that tells of reading.
 */
@ApiTags('Audit log')
@ApiBearerAuth('bearer')
@ApiAuditErrors(401, 403)
@Controller('audit-logs')
@UseGuards(AuditAccessGuard)
export class AuditFieldsController {
  readonly #fields: AuditFieldsService;

  constructor(@Inject(AuditFieldsService) fields: AuditFieldsService) {
    this.#fields = fields;
  }

  @ApiOperation({
    summary: 'List fields of the search language',
    description: 'What can be written in `q`: fields, what can be asked of them, and the values that entries have.',
  })
  @ApiOkResponse({ type: AuditFieldsDto })
  @ApiAuditErrors(400)
  @ApiQuery({ type: AuditFieldsQueryDto })
  @Get('fields')
  @NeedsAuditPermission('audit:read')
  fields(@AuditQuery() query: AuditFieldsQueryDto, @ReaderScope() scope: LogScope): Promise<AuditFieldsDto> {
    return this.#fields.fields(query, scope);
  }
}
