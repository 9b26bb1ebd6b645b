import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiSignedIn } from '../access/api-signed-in.decorator.ts';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { CurrentUser } from '../access/current-user.decorator.ts';
import { RequirePermission } from '../access/require-permission.decorator.ts';
import { AuditAction, AuditCategory, Audited } from '../audit/index.ts';
import { ApiProblems } from '../problem/api-problems.decorator.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { UuidPipe } from '../problem/uuid.pipe.ts';
import { CreateReconciliationDto } from './dto/create-reconciliation.dto.ts';
import { ListReconciliationItemsDto } from './dto/list-reconciliation-items.dto.ts';
import { ListReconciliationsDto } from './dto/list-reconciliations.dto.ts';
import { ReconciliationItemPageDto } from './dto/reconciliation-item.dto.ts';
import { ReconciliationDto, ReconciliationPageDto, toReconciliationDto } from './dto/reconciliation.dto.ts';
import { reconciliationsErrors } from './reconciliations.errors.ts';
import { ReconciliationsService } from './reconciliations.service.ts';

const ID = {
  name: 'id',
  description: 'The id of the reconciliation, a UUID.',
  example: '4b3f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11',
};

/** Comparisons of ledgers with banks, over HTTP. */
@ApiTags('Reconciliations')
@ApiSignedIn()
@ApiProblems(problemErrors.VALIDATION_FAILED, problemErrors.FORBIDDEN)
@Controller('reconciliations')
export class ReconciliationsController {
  constructor(private readonly reconciliations: ReconciliationsService) {}

  @ApiOperation({
    summary: 'Reconcile a ledger with a bank',
    description:
      'Begins to compare the lines of two imported uploads, in the background: read the reconciliation to see how far ' +
      'it is. First, lines with equal references are paired; then, of the others, lines with about the same amount ' +
      'and day, the nearest first. Lines pair within one currency only, each with one line at most. ' +
      'Needs `data:reconcile`.',
  })
  @ApiProblems(
    reconciliationsErrors.RECONCILIATION_UPLOAD_NOT_FOUND,
    reconciliationsErrors.RECONCILIATION_UPLOAD_WRONG_KIND,
    reconciliationsErrors.RECONCILIATION_UPLOAD_NOT_IMPORTED,
  )
  @ApiAcceptedResponse({ type: ReconciliationDto, description: 'The reconciliation, which waits to begin.' })
  @RequirePermission('data:reconcile')
  @Audited<ReconciliationsController['create']>({
    category: AuditCategory.DataOperation,
    action: AuditAction.Schedule,
    resource: 'reconciliation',
    resourceId: ({ result }) => result?.id,
  })
  @Post()
  @HttpCode(202)
  async create(
    @Body() body: CreateReconciliationDto,
    @CurrentUser() by: AuthenticatedUser,
    @Req() { id: requestId }: FastifyRequest,
  ): Promise<ReconciliationDto> {
    const requestedBy = { id: by.id, email: by.email, requestId };
    return toReconciliationDto(await this.reconciliations.schedule(body, requestedBy));
  }

  @ApiOperation({
    summary: 'List the reconciliations',
    description: 'One page, newest first. Needs `data:read`.',
  })
  @ApiOkResponse({ type: ReconciliationPageDto, description: 'One page of reconciliations.' })
  @RequirePermission('data:read')
  @Get()
  async list(@Query() query: ListReconciliationsDto): Promise<ReconciliationPageDto> {
    const [reconciliations, total] = await this.reconciliations.list(query);
    const { limit, page } = query;
    return { data: reconciliations.map((each) => toReconciliationDto(each)), pagination: { limit, page, total } };
  }

  @ApiOperation({
    summary: 'Read a reconciliation',
    description: 'How far it is and, when it is done, what it comes to. Needs `data:read`.',
  })
  @ApiParam(ID)
  @ApiProblems(reconciliationsErrors.RECONCILIATION_NOT_FOUND)
  @ApiOkResponse({ type: ReconciliationDto, description: 'The reconciliation.' })
  @RequirePermission('data:read')
  @Get(':id')
  async get(@Param('id', UuidPipe) id: string): Promise<ReconciliationDto> {
    return toReconciliationDto(await this.reconciliations.get(id));
  }

  @ApiOperation({
    summary: 'List the items of a reconciliation',
    description:
      'One page: the pairs with equal amounts, those with different ones, the lines of the ledger that are alone, those ' +
      'of the bank; each in the order of the lines of the ledger, or of the bank. Needs `data:read`.',
  })
  @ApiParam(ID)
  @ApiProblems(reconciliationsErrors.RECONCILIATION_NOT_FOUND, reconciliationsErrors.RECONCILIATION_NOT_DONE)
  @ApiOkResponse({ type: ReconciliationItemPageDto, description: 'One page of items.' })
  @RequirePermission('data:read')
  @Get(':id/items')
  async listItems(
    @Param('id', UuidPipe) id: string,
    @Query() query: ListReconciliationItemsDto,
  ): Promise<ReconciliationItemPageDto> {
    const [data, total] = await this.reconciliations.listItems(id, query);
    const { limit, page } = query;
    return { data, pagination: { limit, page, total } };
  }
}
