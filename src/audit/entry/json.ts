export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A text that JSON writes as it is, a byte for a character. */
const ONE_BYTE_EACH = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** How many bytes of UTF-8 a text takes as JSON, its quotes included. */
export function jsonBytes(text: string): number {
  return ONE_BYTE_EACH.test(text) ? text.length + 2 : Buffer.byteLength(JSON.stringify(text));
}
