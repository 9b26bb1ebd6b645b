import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { AuditError } from '../../audit.errors.ts';
import type { S3ArchiveOptions } from '../../audit.options.ts';
import { ArchiveStorage } from './archive-storage.ts';

/** Larger files are sent in parts of this size, in bytes; so 10 000 parts are 156 GiB. */
const PART_BYTES = 16 * 1024 * 1024;

/** The archive in a bucket of S3, or of what speaks like it. Credentials come from the SDK's own chain. */
export class S3Storage extends ArchiveStorage {
  readonly location: string;
  readonly #options: S3ArchiveOptions;
  readonly #prefix: string;
  #opened: Promise<Opened> | undefined;

  constructor(options: S3ArchiveOptions) {
    super();
    this.#options = options;
    const prefix = (options.prefix ?? '').replaceAll(/^\/+|\/+$/g, '');
    this.#prefix = prefix === '' ? '' : `${prefix}/`;
    this.location = `s3://${options.bucket}/${prefix}`;
  }

  async put(name: string, path: string): Promise<void> {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      await (size > PART_BYTES ? this.#putInParts(name, handle, size) : this.#putAtOnce(name, handle, size));
    } finally {
      await handle.close();
    }
  }

  async get(name: string, path: string, signal?: AbortSignal): Promise<void> {
    const { client, sdk } = await this.#open();
    const { Body } = await client.send(new sdk.GetObjectCommand(this.#object(name)), {
      ...(signal && { abortSignal: signal }),
    });
    await pipeline(Body as Readable, createWriteStream(path, { mode: 0o600 }), { ...(signal && { signal }) });
  }

  async has(name: string): Promise<boolean> {
    const { client, sdk } = await this.#open();
    try {
      await client.send(new sdk.HeadObjectCommand(this.#object(name)));
      return true;
    } catch (error) {
      if (error instanceof sdk.S3ServiceException && error.$metadata.httpStatusCode === 404) return false;
      throw error;
    }
  }

  async list(folder: string): Promise<readonly string[]> {
    const { client, sdk } = await this.#open();
    const names: string[] = [];
    const pages = sdk.paginateListObjectsV2(
      { client },
      { Bucket: this.#options.bucket, Prefix: `${this.#prefix}${folder}` },
    );
    for await (const { Contents = [] } of pages) {
      names.push(...Contents.map(({ Key = '' }) => Key.slice(this.#prefix.length)));
    }
    return names;
  }

  async remove(name: string): Promise<void> {
    const { client, sdk } = await this.#open();
    await client.send(new sdk.DeleteObjectCommand(this.#object(name)));
  }

  async #putAtOnce(name: string, handle: FileHandle, size: number): Promise<void> {
    const { client, sdk } = await this.#open();
    const Body = await bytesOf(handle, { from: 0, length: size });
    await client.send(new sdk.PutObjectCommand({ ...this.#object(name), Body }));
  }

  /** The object is there when all parts are and not before; what was sent of a broken attempt is given up. */
  async #putInParts(name: string, handle: FileHandle, size: number): Promise<void> {
    const { client, sdk } = await this.#open();
    const object = this.#object(name);
    const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand(object));
    try {
      const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
      for (let from = 0; from < size; from += PART_BYTES) {
        const Body = await bytesOf(handle, { from, length: Math.min(PART_BYTES, size - from) });
        const part = { ...object, UploadId, PartNumber: Parts.length + 1, Body };
        const { ETag } = await client.send(new sdk.UploadPartCommand(part));
        Parts.push({ ETag, PartNumber: part.PartNumber });
      }
      await client.send(new sdk.CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts } }));
    } catch (error) {
      // It stays an error whether or not the storage still hears of it.
      await client.send(new sdk.AbortMultipartUploadCommand({ ...object, UploadId })).catch(() => undefined);
      throw error;
    }
  }

  #object(name: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#options.bucket, Key: `${this.#prefix}${name}` };
  }

  #open(): Promise<Opened> {
    this.#opened ??= openClient(this.#options);
    return this.#opened;
  }
}

interface Opened {
  readonly sdk: typeof import('@aws-sdk/client-s3');
  readonly client: S3Client;
}

/** The package is loaded here and nowhere else, so that who does not use S3 does not need it. */
async function openClient({ region, endpoint, forcePathStyle }: S3ArchiveOptions): Promise<Opened> {
  const sdk = await import('@aws-sdk/client-s3').catch((cause: unknown) => {
    throw new AuditError('AUDIT_ARCHIVE_UNAVAILABLE', {
      message: 'The package @aws-sdk/client-s3, which an archive in S3 needs, can not be loaded; install it.',
      cause,
    });
  });
  const client = new sdk.S3Client({
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    forcePathStyle: forcePathStyle ?? endpoint !== undefined,
    // Not every storage knows the newer checksums; every file is read again and its SHA-256 compared.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return { sdk, client };
}

async function bytesOf(
  handle: FileHandle,
  { from, length }: { readonly from: number; readonly length: number },
): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length;) {
    const { bytesRead } = await handle.read(bytes, at, length - at, from + at);
    if (bytesRead === 0) throw new Error('A file became shorter while it was sent');
    at += bytesRead;
  }
  return bytes;
}
