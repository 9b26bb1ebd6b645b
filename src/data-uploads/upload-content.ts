import { createHash, createHmac, type Hash, type Hmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '../problem/app-error.ts';
import { dataUploadsErrors } from './data-uploads.errors.ts';

/** What is asked of a file's content. */
export interface ContentRules {
  readonly maxBytes: number;
  /** Null when uploads need no signature. */
  readonly signingKey: string | null;
}

/** What a file's content is known by. */
export interface ContentFacts {
  readonly byteSize: number;
  /** Lower-case hex digits. */
  readonly sha256: string;
}

const SIGNATURE = /^sha256=([\da-f]{64})$/i;

/** Measures the content of one file while it passes, and stops it as soon as it breaks a rule. */
export class UploadContent {
  readonly #maxBytes: number;
  readonly #hash: Hash = createHash('sha256');
  readonly #hmac: Hmac | undefined;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #byteSize = 0;

  constructor({ maxBytes, signingKey }: ContentRules) {
    this.#maxBytes = maxBytes;
    if (signingKey !== null) this.#hmac = createHmac('sha256', signingKey);
  }

  /** @throws {AppError} UPLOAD_TOO_LARGE, UPLOAD_NOT_CSV, UPLOAD_EMPTY */
  async *pass(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      this.#byteSize += chunk.length;
      if (this.#byteSize > this.#maxBytes) throw tooLarge(this.#maxBytes);
      this.#readText(chunk);
      this.#hash.update(chunk);
      this.#hmac?.update(chunk);
      yield chunk;
    }
    this.#readText(undefined);
    if (this.#byteSize === 0) throw new AppError(dataUploadsErrors.UPLOAD_EMPTY);
  }

  /**
   * What has passed. To be asked for once, at the end.
   * @throws {AppError} UPLOAD_SIGNATURE_INVALID when a signature is needed and this is not the one
   */
  facts(signature: string | undefined): ContentFacts {
    if (this.#hmac !== undefined && !isSame(this.#hmac.digest(), digestOf(signature))) {
      throw new AppError(dataUploadsErrors.UPLOAD_SIGNATURE_INVALID);
    }
    return { byteSize: this.#byteSize, sha256: this.#hash.digest('hex') };
  }

  /** A character may be cut in two by the border of chunks; the end comes as undefined. */
  #readText(chunk: Buffer | undefined): void {
    try {
      this.#decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (error) {
      throw new AppError(dataUploadsErrors.UPLOAD_NOT_CSV, { cause: error });
    }
    if (chunk?.includes(0)) throw new AppError(dataUploadsErrors.UPLOAD_NOT_CSV);
  }
}

/** Whether the header looks like a signature; what does not needs no file to be refused. */
export function isSignature(header: string | undefined): boolean {
  return digestOf(header) !== undefined;
}

function digestOf(header: string | undefined): Buffer | undefined {
  const [, hex] = SIGNATURE.exec(header ?? '') ?? [];
  return hex === undefined ? undefined : Buffer.from(hex, 'hex');
}

function isSame(expected: Buffer, given: Buffer | undefined): boolean {
  return given !== undefined && timingSafeEqual(expected, given);
}

function tooLarge(maxBytes: number): AppError {
  const message = `The file is larger than ${maxBytes} bytes, the most that uploads may have. Split it and send the parts.`;
  return new AppError(dataUploadsErrors.UPLOAD_TOO_LARGE, { message });
}
