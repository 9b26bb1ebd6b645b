/**
 * `version-traceid-parentid-flags`; in versions to come perhaps more behind another dash, but not in version 00. Version
 * ff and ids of zeros are invalid. A comma is between two headers, of which nobody knows the right one.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
const TRACEPARENT = /^(?!ff|00.{54})[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-[^,]*)?$/;

/** The trace that a request's `traceparent` continues; null when it is missing or not valid. */
export function traceIdOfHeader(traceparent: string | readonly string[] | undefined): string | null {
  return TRACEPARENT.exec(String(traceparent ?? ''))?.[1] ?? null;
}
