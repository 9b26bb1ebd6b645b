import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { AppError, type FieldError } from '../problem/app-error.ts';
import { problemErrors } from '../problem/problem.errors.ts';
import { errorCode } from '../start/error-code.ts';
import { UPLOAD_KINDS, type UploadKind } from './data-upload.entity.ts';
import { dataUploadsErrors } from './data-uploads.errors.ts';

/** The file of a form, as it begins to arrive. */
export interface FilePart {
  /** As the client has written it. */
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: Readable;
}

/** A form is a few short fields and a file; the file's size is not looked at here. */
const LIMITS = {
  fileSize: Number.MAX_SAFE_INTEGER,
  fieldSize: 1_000,
  parts: 10,
  headerPairs: 20,
  headerSize: 16_384,
};

/** How long a refused client may go on sending before its connection is cut. */
const LINGER_MS = 30_000;

/**
 * Reads a form of one `kind` and one `file`, in any order; `receive` gets the file while it arrives.
 * @throws {AppError} VALIDATION_FAILED for any other form, UPLOAD_INCOMPLETE for one that is broken or breaks off
 */
export async function readUploadForm<T>(
  request: FastifyRequest,
  receive: (part: FilePart) => Promise<T>,
): Promise<{ readonly kind: UploadKind; readonly file: T }> {
  const form: { kind?: UploadKind; file?: T } = {};
  try {
    // A client that has left before the form is looked at would be waited for without end.
    if (request.raw.destroyed) throw new AppError(dataUploadsErrors.UPLOAD_INCOMPLETE);
    for await (const part of request.parts({ limits: LIMITS })) {
      const { fieldname } = part;
      if (part.type === 'field' && fieldname === 'kind') form.kind = kindOf(part.value, form.kind);
      else if (part.type === 'field' || fieldname !== 'file') throw unknownField(part);
      else if ('file' in form) throw invalid('file', 'must be one file');
      else {
        const { filename: fileName, mimetype: mediaType, file: content } = part;
        form.file = await receive({ fileName: fileName ?? '', mediaType, content });
      }
    }
  } catch (error) {
    linger(request.raw);
    throw refusalOf(error);
  }
  const { kind } = form;
  if (!('file' in form) || kind === undefined) {
    throw invalidFields([
      ...('file' in form ? [] : [{ field: 'file', reason: 'file must be a file' }]),
      ...(kind === undefined ? [KIND_RULE] : []),
    ]);
  }
  return { kind, file: form.file as T };
}

const KIND_RULE: FieldError = { field: 'kind', reason: `kind must be one of ${UPLOAD_KINDS.join(', ')}` };

function kindOf(value: unknown, earlier: UploadKind | undefined): UploadKind {
  if (earlier !== undefined) throw invalid('kind', 'must be there once');
  const kind = UPLOAD_KINDS.find((known) => known === value);
  if (kind === undefined) throw invalidFields([KIND_RULE]);
  return kind;
}

function unknownField({ type, fieldname = '' }: { readonly type: string; readonly fieldname?: string }): AppError {
  if (type === 'field' && fieldname === 'file') return invalid('file', 'must be a file');
  return invalid(fieldname.slice(0, 100), 'should not exist');
}

function invalid(field: string, rule: string): AppError {
  return invalidFields([{ field, reason: `${field} ${rule}` }]);
}

function invalidFields(errors: readonly FieldError[]): AppError {
  return new AppError(problemErrors.VALIDATION_FAILED, { errors });
}

/** Errors of the disk have a `syscall`; whatever else is thrown here comes from what the client has sent. */
function refusalOf(error: unknown): unknown {
  if (error instanceof AppError || typeof error !== 'object' || error === null || 'syscall' in error) return error;
  const code = errorCode(error) ?? '';
  if (code === 'FST_PROTO_VIOLATION') return invalid('body', 'should not hold such names');
  if (/^FST_\w+_(?:LIMIT|FIELD_ERROR)$/.test(code)) return invalid('body', 'must hold one kind and one file only');
  return new AppError(dataUploadsErrors.UPLOAD_INCOMPLETE, { cause: error });
}

/**
 * Takes in what a refused client still sends, for a while: one that finds its connection closed would not read the
 * answer (RFC 9112, 9.6).
 */
function linger(request: IncomingMessage): void {
  request.unpipe();
  request.resume();
  const timer = setTimeout(() => request.destroy(), LINGER_MS).unref();
  request.once('close', () => clearTimeout(timer));
}
