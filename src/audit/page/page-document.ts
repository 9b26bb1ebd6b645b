import { randomBytes } from 'node:crypto';
import { etagOf } from './page-files.ts';

/**
 * Stands in the built document where a number goes that is made anew for each answer (`html.cspNonce` of Vite), by which
 * the browser knows the styles that the page itself adds.
 */
const NONCE_PLACE = '__CSP_NONCE__';

/** The document as it is answered. */
export interface AnsweredDocument {
  readonly html: string;
  readonly policy: string;
  /** Undefined when each answer is another one. */
  readonly etag?: string;
}

/** Prepares the document: what is the same in all answers is made once. */
export function answersOf(document: string): () => AnsweredDocument {
  const parts = document.split(NONCE_PLACE);
  if (parts.length > 1) {
    return () => {
      const nonce = randomBytes(16).toString('base64');
      return { html: parts.join(nonce), policy: policyWith(`'self' 'nonce-${nonce}'`) };
    };
  }
  const answer = { html: document, policy: policyWith(`'self' 'unsafe-inline'`), etag: etagOf(document) };
  return () => answer;
}

/**
 * What the browser lets the page do: nothing from elsewhere, no script but those of its own files. Attributes with styles
 * can't be told apart by a number.
 */
function policyWith(styles: string): string {
  return [
    `default-src 'self'`,
    `script-src 'self'`,
    `script-src-attr 'none'`,
    `style-src ${styles}`,
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data:`,
    `connect-src 'self'`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `object-src 'none'`,
  ].join('; ');
}

/** Whether the client has this document already. @see RFC 9110, 13.1.2 */
export function isKnown(etag: string | undefined, ifNoneMatch: string | undefined): boolean {
  if (etag === undefined || ifNoneMatch === undefined) return false;
  const known = ifNoneMatch.split(',').map((each) => each.trim().replace(/^W\//, ''));
  return known.includes(etag) || known.includes('*');
}
