import { Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { ApiSignedIn } from '../access/api-signed-in.decorator.ts';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { CurrentUser } from '../access/current-user.decorator.ts';
import { RequirePermission } from '../access/require-permission.decorator.ts';
import { AuditAction, AuditCategory, Audited } from '../audit/index.ts';
import { PageQueryDto } from '../paging/page-query.dto.ts';
import { ApiProblems } from '../problem/api-problems.decorator.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { UuidPipe } from '../problem/uuid.pipe.ts';
import { UPLOAD_KINDS } from './data-upload.entity.ts';
import { dataUploadsErrors } from './data-uploads.errors.ts';
import { DataUploadsService } from './data-uploads.service.ts';
import { DataUploadDto, DataUploadPageDto, toDataUploadDto } from './dto/data-upload.dto.ts';
import {
  DataUploadDetailsDto,
  ImportRefusalPageDto,
  toDataUploadDetailsDto,
  toImportRefusalDto,
} from './dto/import-refusals.dto.ts';
import { ListDataUploadsDto } from './dto/list-data-uploads.dto.ts';
import { TAKES_MULTIPART } from './multipart.ts';
import { UploadReceiver } from './upload-receiver.service.ts';

const ID = {
  name: 'id',
  description: 'The id of the data upload, a UUID.',
  example: '019aaf10-3f5c-7c34-8a59-3b5c8d9c0a11',
};

/** Uploads and their imports, over HTTP. */
@ApiTags('Data uploads')
@ApiSignedIn()
@ApiProblems(problemErrors.VALIDATION_FAILED, problemErrors.FORBIDDEN)
@Controller('data-uploads')
export class DataUploadsController {
  constructor(
    private readonly uploads: DataUploadsService,
    private readonly receiver: UploadReceiver,
  ) {}

  @ApiOperation({
    summary: 'Upload a file',
    description:
      'A CSV file in UTF-8, up to the size of the setting `data_upload.max_bytes`. Its first line names the columns ' +
      '`reference`, `date` (YYYY-MM-DD), `amount` (such as -1234.56), `currency` (such as EUR) and `description`, in ' +
      'any order; commas or semicolons separate them. The file is kept as it is until it is imported. ' +
      'Needs `data:upload`.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiHeader({
    name: 'X-Upload-Signature',
    description:
      'Needed while the setting `data_upload.signing_key` is set: `sha256=` and the HMAC-SHA-256 of the file under ' +
      'that key, in hex digits.',
    required: false,
    example: 'sha256=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  @ApiBody({
    schema: {
      type: 'object',
      required: ['kind', 'file'],
      properties: {
        kind: {
          type: 'string',
          enum: [...UPLOAD_KINDS],
          description: 'What the lines are: the books of the house, or statements of its bank.',
          example: 'bank',
        },
        file: { type: 'string', format: 'binary', description: 'The CSV file.' },
      },
    },
  })
  @ApiProblems(
    problemErrors.VALIDATION_FAILED,
    dataUploadsErrors.UPLOAD_EMPTY,
    dataUploadsErrors.UPLOAD_INCOMPLETE,
    problemErrors.FORBIDDEN,
    dataUploadsErrors.UPLOAD_SIGNATURE_INVALID,
    dataUploadsErrors.UPLOAD_DUPLICATE,
    dataUploadsErrors.UPLOAD_TOO_LARGE,
    problemErrors.UNSUPPORTED_MEDIA_TYPE,
    dataUploadsErrors.UPLOAD_NOT_CSV,
    dataUploadsErrors.UPLOAD_TOO_MANY,
    dataUploadsErrors.UPLOAD_DISK_FULL,
  )
  @ApiCreatedResponse({ type: DataUploadDto, description: 'The new data upload.' })
  @RequirePermission('data:upload')
  @Audited<DataUploadsController['upload']>({
    category: AuditCategory.DataOperation,
    action: AuditAction.Upload,
    resource: 'data_upload',
    resourceId: ({ result }) => result?.id,
  })
  @RouteConfig(TAKES_MULTIPART)
  @Post()
  async upload(@Req() request: FastifyRequest, @CurrentUser() by: AuthenticatedUser): Promise<DataUploadDto> {
    return toDataUploadDto(await this.receiver.receive(request, by));
  }

  @ApiOperation({
    summary: 'List the data uploads',
    description: 'One page, newest upload first. Needs `data:read`.',
  })
  @ApiOkResponse({ type: DataUploadPageDto, description: 'One page of data uploads.' })
  @RequirePermission('data:read')
  @Get()
  async list(@Query() query: ListDataUploadsDto): Promise<DataUploadPageDto> {
    const [uploads, total] = await this.uploads.list(query);
    const { limit, page } = query;
    return { data: uploads.map((upload) => toDataUploadDto(upload)), pagination: { limit, page, total } };
  }

  @ApiOperation({
    summary: 'Read a data upload',
    description: 'With the state of its import and the first 100 refused lines. Needs `data:read`.',
  })
  @ApiParam(ID)
  @ApiProblems(dataUploadsErrors.UPLOAD_NOT_FOUND)
  @ApiOkResponse({ type: DataUploadDetailsDto, description: 'The data upload.' })
  @RequirePermission('data:read')
  @Get(':id')
  async get(@Param('id', UuidPipe) id: string): Promise<DataUploadDetailsDto> {
    const { upload, refusals } = await this.uploads.get(id);
    return toDataUploadDetailsDto(upload, refusals);
  }

  @ApiOperation({
    summary: 'List the refused lines of an import',
    description:
      'One page of the lines that the latest import could not accept, in their order: of the first 10 000 of them, which ' +
      'are kept. Needs `data:read`.',
  })
  @ApiParam(ID)
  @ApiProblems(dataUploadsErrors.UPLOAD_NOT_FOUND)
  @ApiOkResponse({ type: ImportRefusalPageDto, description: 'One page of refused lines.' })
  @RequirePermission('data:read')
  @Get(':id/refusals')
  async listRefusals(@Param('id', UuidPipe) id: string, @Query() query: PageQueryDto): Promise<ImportRefusalPageDto> {
    const [refusals, total] = await this.uploads.listRefusals(id, query);
    const { limit, page } = query;
    return { data: refusals.map((refusal) => toImportRefusalDto(refusal)), pagination: { limit, page, total } };
  }

  @ApiOperation({
    summary: 'Import a data upload',
    description:
      'Begins to bring its lines into the tables, in the background: read the upload to see how far it is. Lines that ' +
      'break a rule are refused and reported, the others are imported, all at once at the end. An import that failed ' +
      'has left nothing behind and can be asked for again. Needs `data:upload`.',
  })
  @ApiParam(ID)
  @ApiProblems(dataUploadsErrors.UPLOAD_NOT_FOUND, dataUploadsErrors.UPLOAD_IMPORTED, dataUploadsErrors.IMPORT_RUNNING)
  @ApiAcceptedResponse({ type: DataUploadDetailsDto, description: 'The data upload, whose import has begun.' })
  @RequirePermission('data:upload')
  @Audited<DataUploadsController['import']>({
    category: AuditCategory.DataOperation,
    action: AuditAction.Schedule,
    resource: 'data_upload',
  })
  @Post(':id/import')
  @HttpCode(202)
  async import(
    @Param('id', UuidPipe) id: string,
    @CurrentUser() by: AuthenticatedUser,
    @Req() { id: requestId }: FastifyRequest,
  ): Promise<DataUploadDetailsDto> {
    const { upload, refusals } = await this.uploads.scheduleImport(id, { id: by.id, email: by.email, requestId });
    return toDataUploadDetailsDto(upload, refusals);
  }
}
