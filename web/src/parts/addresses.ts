/** A thing of the application, as the log names it. */
export interface ResourceName {
  readonly type: string;
  readonly id: string;
}

/** What of the log an address shows, in the parameters of its page. */
export interface LogPlace {
  /** In the search language. */
  readonly query?: string | undefined;
  /** A span up to now such as `7d`, or `all`; the usual one when left out. */
  readonly range?: string | undefined;
  /** Moments in ISO 8601 in the place of a range. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The entry whose panel is open. */
  readonly entryId?: string | undefined;
}

const PLAIN_VALUE = /^[^\s,()"]+$/;

/** `user:"Ada Lovelace"`, a condition of the search language. */
export function term(field: string, value: string): string {
  return `${field}:${PLAIN_VALUE.test(value) ? value : `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`}`;
}

/** A kind of thing, or one thing, as the field `resource` has it: a slash ends the kind, so that one inside of it is `%2F`. */
export function resourceValue(type: string, id?: string | null): string {
  const kind = type.replaceAll('/', '%2F');
  return id === undefined || id === null ? kind : `${kind}/${id}`;
}

/** The kind of thing that the field `resource` writes so. */
export function resourceTypeIn(value: string): string {
  return value.replaceAll('%2F', '/');
}

/** The log with just this in sight. */
export function logAddress({ query, range, from, to, entryId }: LogPlace): string {
  const path = entryId === undefined ? '/log' : `/log/${encodeURIComponent(entryId)}`;
  return withParameters(path, { q: query, range, from, to });
}

/** The history of one thing; at a moment, its state at that time. */
export function historyAddress({ type, id, at }: ResourceName & { readonly at?: string | undefined }): string {
  return withParameters('/history', { type, id, at });
}

/** What one user has done, by id or by label. */
export function activityAddress(user: string): string {
  return withParameters('/activity', { user });
}

function withParameters(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).filter((each): each is [string, string] => Boolean(each[1]));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
