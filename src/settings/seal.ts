import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a sealed text is bound to: it only opens with the same secret, under the same name. */
export interface SealedUnder {
  /** Of the installation; the key of the seal is derived from it. */
  readonly secret: string;
  /** Whose value it is. A sealed text that was moved to another name doesn't open. */
  readonly name: string;
}

/**
 * Encrypts a text so that a change of it is noticed: AES-256-GCM under a random nonce, in base64url.
 * @see https://csrc.nist.gov/pubs/sp/800/38/d/final
 */
export function seal(text: string, under: SealedUnder): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(under), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(under.name));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
}

/** What was sealed; undefined when the text was changed, or sealed with another secret or under another name. */
export function unseal(sealed: string, under: SealedUnder): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  if (tag.length < TAG_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, keyOf(under), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(under.name)).setAuthTag(tag);
  const start = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([start, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** A key for this purpose alone: the secret signs tokens too. */
function keyOf({ secret }: SealedUnder): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'settings', 32));
}
