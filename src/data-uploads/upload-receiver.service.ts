import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { AuthenticatedUser } from '../access/authenticated-user.ts';
import { AuditService } from '../audit/index.ts';
import { AppError } from '../problem/app-error.ts';
import { isUniqueViolation } from '../problem/database-fault.ts';
import { SettingsService } from '../settings/settings.service.ts';
import { errorCode } from '../start/error-code.ts';
import type { DataUpload } from './data-upload.entity.ts';
import { dataUploadsErrors } from './data-uploads.errors.ts';
import { DataUploadsRepository, type NewUpload, SHA256_INDEX } from './data-uploads.repository.ts';
import { displayName, isNamedCsv } from './file-name.ts';
import { type ContentFacts, isSignature, UploadContent } from './upload-content.ts';
import { UploadFiles } from './upload-files.ts';
import { type FilePart, readUploadForm } from './upload-form.ts';
import { nameOf } from './upload-name.ts';
import { withPatience } from './upload-patience.ts';

/** Uploads that one account may have under way at once, for each instance. */
export const MOST_AT_ONCE = 10;

const DISK_IS_FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT']);

type ReceivedFile = ContentFacts & { readonly fileName: string };

/** Takes in files: whole and acceptable, or not at all. */
@Injectable()
export class UploadReceiver {
  /** How many uploads are under way, by the id of their user. */
  readonly #underWay = new Map<string, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly uploads: DataUploadsRepository,
    private readonly files: UploadFiles,
    private readonly settings: SettingsService,
    private readonly audit: AuditService,
  ) {}

  /**
   * Keeps the file of a form while it arrives.
   * @throws {AppError} VALIDATION_FAILED, UPLOAD_INCOMPLETE, UPLOAD_TOO_LARGE, UPLOAD_NOT_CSV, UPLOAD_EMPTY,
   * UPLOAD_SIGNATURE_INVALID, UPLOAD_DUPLICATE, UPLOAD_DISK_FULL, UPLOAD_TOO_MANY
   */
  async receive(request: FastifyRequest, by: AuthenticatedUser): Promise<DataUpload> {
    const others = this.#underWay.get(by.id) ?? 0;
    if (others >= MOST_AT_ONCE) throw new AppError(dataUploadsErrors.UPLOAD_TOO_MANY);
    this.#underWay.set(by.id, others + 1);
    try {
      return await this.receiveOne(request, by);
    } finally {
      const left = (this.#underWay.get(by.id) ?? 1) - 1;
      if (left === 0) this.#underWay.delete(by.id);
      else this.#underWay.set(by.id, left);
    }
  }

  private async receiveOne(request: FastifyRequest, by: AuthenticatedUser): Promise<DataUpload> {
    const id = uuidv7();
    try {
      const receiveFile = await this.prepare(id, request.headers['x-upload-signature']);
      const { kind, file } = await withPatience(request.raw, () => readUploadForm(request, receiveFile));
      const { byteSize, sha256 } = file;
      this.audit.annotate({ metadata: { kind, byteSize, sha256 } });
      return await this.keep({ id, kind, ...file, uploadedById: by.id, uploadedByEmail: by.email });
    } catch (error) {
      await this.files.discard(id);
      throw DISK_IS_FULL.has(errorCode(error))
        ? new AppError(dataUploadsErrors.UPLOAD_DISK_FULL, { cause: error })
        : error;
    }
  }

  /** @returns what takes the file, by the settings of this moment */
  private async prepare(
    id: string,
    header: string | string[] | undefined,
  ): Promise<(part: FilePart) => Promise<ReceivedFile>> {
    const settings = await this.settings.getMany(['data_upload.max_bytes', 'data_upload.signing_key']);
    const signingKey = settings['data_upload.signing_key'];
    const signature = typeof header === 'string' ? header : undefined;
    return async (part) => {
      const fileName = displayName(part.fileName);
      this.audit.annotate({ object: nameOf({ fileName }) });
      if (!isNamedCsv(fileName, part.mediaType)) throw new AppError(dataUploadsErrors.UPLOAD_NOT_CSV);
      if (signingKey !== null && !isSignature(signature)) {
        throw new AppError(dataUploadsErrors.UPLOAD_SIGNATURE_INVALID);
      }
      const content = new UploadContent({ maxBytes: settings['data_upload.max_bytes'], signingKey });
      await this.files.write(id, part.content, (source) => content.pass(source));
      return { fileName, ...content.facts(signature) };
    };
  }

  /**
   * The file gets its name just before the commit. When the commit fails after that, nobody can tell here whether the
   * row is there: the file stays, and the nightly job removes it if it is not.
   */
  private async keep(upload: NewUpload): Promise<DataUpload> {
    try {
      return await this.dataSource.transaction(async (manager) => {
        const kept = await this.uploads.add(manager, upload);
        await this.files.keep(upload.id);
        return kept;
      });
    } catch (error) {
      throw isUniqueViolation(error, SHA256_INDEX) ? await this.duplicateOf(upload, error) : error;
    }
  }

  private async duplicateOf(upload: NewUpload, cause: unknown): Promise<AppError> {
    const existing = await this.uploads.findSame(this.dataSource.manager, upload);
    if (existing === null) return new AppError(dataUploadsErrors.UPLOAD_DUPLICATE, { cause });
    this.audit.annotate({ metadata: { existingId: existing.id } });
    const message = `A file of this kind with the same content was uploaded already, as ${existing.id}. Use that upload, or send another file.`;
    return new AppError(dataUploadsErrors.UPLOAD_DUPLICATE, { message, cause });
  }
}
