import {
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  ParseUUIDPipe,
  Post,
  Req,
  Res,
  StreamableFile,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  ApiBearerAuth,
  ApiBody,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { AuditError } from '../../audit.errors.ts';
import { Audited } from '../../capture/calls/audited.decorator.ts';
import { AuditAction, AuditCategory } from '../../entry/catalogue.ts';
import { ApiAuditErrors } from '../api-audit-errors.decorator.ts';
import { AuditAccessGuard, NeedsAuditPermission } from '../audit-access.guard.ts';
import { AuditQuery } from '../audit-query.decorator.ts';
import { ReaderScope } from '../reader-scope.decorator.ts';
import type { LogScope } from '../selection/log-scope.ts';
import { AuditBodyOrQuery } from './audit-body-or-query.decorator.ts';
import { AuditExportDto } from './audit-export.dto.ts';
import { byteRangeOf } from './byte-range.ts';
import { fileNameOf, mediaTypeOf } from './export-framing.ts';
import { toExportJob, toManifest } from './export-job-views.ts';
import { ExportJobDto, ExportJobsPageDto, ExportJobsQueryDto, ExportManifestDto } from './export-job.dto.ts';
import { ExportJobsService, type ExportViewer } from './export-jobs.service.ts';
import { askingActor } from '../asking-actor.ts';
import { RetryAfterInterceptor } from '../retry-after.interceptor.ts';

const idPipe = new ParseUUIDPipe({
  exceptionFactory: (reason) => new AuditError('AUDIT_QUERY_INVALID', { errors: [{ field: 'id', reason }] }),
});
const ApiId = (): MethodDecorator => ApiParam({ name: 'id', format: 'uuid', description: 'The id of the export' });

/** Exports that are made in the background: everybody has to do with their own ones only. */
@ApiTags('Audit log')
@ApiBearerAuth('bearer')
@ApiAuditErrors(400, 401, 403)
@Controller('audit-logs/exports')
@UseGuards(AuditAccessGuard)
@UseInterceptors(RetryAfterInterceptor)
@NeedsAuditPermission('audit:export')
export class ExportJobsController {
  readonly #exports: ExportJobsService;
  readonly #host: HttpAdapterHost;

  constructor(@Inject(ExportJobsService) exports: ExportJobsService, @Inject(HttpAdapterHost) host: HttpAdapterHost) {
    this.#exports = exports;
    this.#host = host;
  }

  @ApiOperation({
    summary: 'Export entries in the background',
    description: 'For what takes long: the same as GET /audit-logs/export, as a file to be fetched later.',
  })
  @ApiBody({ type: AuditExportDto, description: 'May stand in the query as well' })
  @ApiResponse({ status: 202, description: 'It waits; `Location` says where', type: ExportJobDto })
  @ApiAuditErrors(429, 503)
  @Post()
  @HttpCode(202)
  @Audited<ExportJobsController['create']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Schedule,
    resource: 'audit_export',
    resourceId: ({ result }) => result?.id,
    object: ({ args }) =>
      `an export of the audit log${args === undefined ? '' : ` as ${args[0].format.toUpperCase()}`}`,
    metadata: ({ args }) => args && { export: JSON.parse(JSON.stringify(args[0])) as object },
    delivery: 'critical',
  })
  async create(
    @AuditBodyOrQuery() query: AuditExportDto,
    @ReaderScope() scope: LogScope,
    @Req() request: { readonly url: string; readonly originalUrl?: string },
    @Res({ passthrough: true }) response: unknown,
  ): Promise<ExportJobDto> {
    const job = await this.#exports.create(query, viewer(scope));
    const [path = ''] = (request.originalUrl ?? request.url).split('?', 1);
    this.#set(response, { Location: `${path.replace(/\/$/, '')}/${job.id}` });
    return toExportJob(job);
  }

  @ApiOperation({ summary: 'List exports', description: 'Those of who asks, newest first; also those that are over.' })
  @ApiOkResponse({ type: ExportJobsPageDto })
  @ApiQuery({ type: ExportJobsQueryDto })
  @Get()
  @Audited<ExportJobsController['list']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'audit_export',
    object: () => 'their exports of the audit log',
  })
  async list(
    @AuditQuery() { limit, page }: ExportJobsQueryDto,
    @ReaderScope() scope: LogScope,
  ): Promise<ExportJobsPageDto> {
    const jobs = await this.#exports.list(viewer(scope), { limit: limit + 1, offset: (page - 1) * limit });
    return { data: jobs.slice(0, limit).map(toExportJob), hasMore: jobs.length > limit };
  }

  @ApiOperation({ summary: 'Read one export', description: 'How far it is, and what became of it.' })
  @ApiId()
  @ApiOkResponse({ type: ExportJobDto })
  @ApiAuditErrors(404)
  @Get(':id')
  @Audited<ExportJobsController['one']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'audit_export',
    object: ({ params }) => `export ${params['id'] ?? ''} of the audit log`,
  })
  async one(@Param('id', idPipe) id: string, @ReaderScope() scope: LogScope): Promise<ExportJobDto> {
    return toExportJob(await this.#exports.one(id, viewer(scope)));
  }

  @ApiOperation({ summary: 'Cancel an export', description: 'What there is of its file is removed.' })
  @ApiId()
  @ApiOkResponse({ type: ExportJobDto })
  @ApiAuditErrors(404, 409)
  @Post(':id/cancel')
  @HttpCode(200)
  @Audited<ExportJobsController['cancel']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Cancel,
    resource: 'audit_export',
    object: ({ params }) => `export ${params['id'] ?? ''} of the audit log`,
  })
  async cancel(@Param('id', idPipe) id: string, @ReaderScope() scope: LogScope): Promise<ExportJobDto> {
    return toExportJob(await this.#exports.cancel(id, viewer(scope)));
  }

  @ApiOperation({
    summary: 'Fetch the file of an export',
    description: 'All of it, or the part that `Range` asks for.',
  })
  @ApiId()
  @ApiHeader({ name: 'Range', required: false, description: 'Such as `bytes=1000-`' })
  @ApiHeader({ name: 'If-Range', required: false, description: 'The `ETag` of the part that is there already' })
  @ApiProduces('text/csv', 'application/json', 'application/x-ndjson', 'application/gzip')
  @ApiOkResponse({ description: 'The file', schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: 206, description: 'A part of the file' })
  @ApiAuditErrors(404, 409, 416, 503)
  @Get(':id/file')
  @Audited<ExportJobsController['file']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Export,
    resource: 'audit_export',
    object: ({ params }) => `the file of export ${params['id'] ?? ''} of the audit log`,
  })
  async file(
    @Param('id', idPipe) id: string,
    @ReaderScope() scope: LogScope,
    @Headers() headers: Readonly<Record<string, string | undefined>>,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<StreamableFile> {
    const job = await this.#exports.done(id, viewer(scope));
    const [size, etag] = [job.bytesDone, `"${job.sha256}"`];
    const isSame = headers['if-range'] === undefined || headers['if-range'] === etag;
    const range = isSame ? byteRangeOf(headers['range'], size) : undefined;
    if (range === 'unsatisfiable') {
      this.#set(response, { 'Content-Range': `bytes */${size}` });
      throw new AuditError('AUDIT_EXPORT_RANGE');
    }
    const part = range ?? { start: 0, end: size - 1 };
    const content = await this.#exports.read(job, part);
    this.#set(response, { ETag: etag, 'Accept-Ranges': 'bytes', 'Cache-Control': 'private, no-transform' });
    if (range !== undefined) {
      this.#host.httpAdapter.status(response, 206);
      this.#set(response, { 'Content-Range': `bytes ${part.start}-${part.end}/${size}` });
    }
    return new StreamableFile(content, {
      type: mediaTypeOf(job.shape),
      disposition: `attachment; filename="${fileNameOf(job.shape, job.askedAt)}"`,
      length: part.end - part.start + 1,
    });
  }

  @ApiOperation({
    summary: 'Fetch the manifest of an export',
    description: 'Who has asked for what, when, and what the file is: also when that is gone.',
  })
  @ApiId()
  @ApiOkResponse({ type: ExportManifestDto })
  @ApiAuditErrors(404, 409)
  @Get(':id/manifest')
  @Audited<ExportJobsController['manifest']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'audit_export',
    object: ({ params }) => `the manifest of export ${params['id'] ?? ''} of the audit log`,
  })
  async manifest(
    @Param('id', idPipe) id: string,
    @ReaderScope() scope: LogScope,
    @Res({ passthrough: true }) response: unknown,
  ): Promise<ExportManifestDto> {
    const job = await this.#exports.one(id, viewer(scope));
    if (job.sha256 === null) throw new AuditError('AUDIT_EXPORT_NOT_DONE');
    const name = `${fileNameOf(job.shape, job.askedAt)}.manifest.json`;
    this.#set(response, { 'Content-Disposition': `attachment; filename="${name}"` });
    return toManifest(job);
  }

  #set(response: unknown, headers: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(headers)) this.#host.httpAdapter.setHeader(response, name, value);
  }
}

function viewer(scope: LogScope): ExportViewer {
  return { owner: askingActor(), scope };
}
