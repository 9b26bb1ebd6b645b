import { Controller, type ExecutionContext, Get, Header, Inject } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiAuditErrors } from '../api-audit-errors.decorator.ts';
import { askingActor } from '../asking-actor.ts';
import { AUDIT_PERMISSIONS, AuditAccess } from '../audit-access.ts';
import { RouteContext } from './route-context.decorator.ts';
import { ReaderDto } from './reader.dto.ts';

/** What a page needs to know before it shows anything; it tells callers about themselves only, so that all may ask. */
@ApiTags('Audit log')
@ApiBearerAuth('bearer')
@ApiAuditErrors(401)
@Controller('audit-logs')
export class ReaderController {
  readonly #access: AuditAccess;

  constructor(@Inject(AuditAccess) access: AuditAccess) {
    this.#access = access;
  }

  @ApiOperation({
    summary: 'Show who asks',
    description: 'Who the caller is for the log, and what of it they may use. A page shows no more than that.',
  })
  @ApiOkResponse({ type: ReaderDto })
  @Get('reader')
  @Header('Cache-Control', 'no-store')
  async reader(@RouteContext() context: ExecutionContext): Promise<ReaderDto> {
    const answers = await Promise.all(
      AUDIT_PERMISSIONS.map(async (permission) => this.#access.allows(permission, context)),
    );
    const { type, id, label } = askingActor();
    return {
      type,
      id: id ?? null,
      label: label ?? null,
      permissions: AUDIT_PERMISSIONS.filter((_, index) => answers[index]),
    };
  }
}
