/** Where this page is in the application that serves it. */
export interface Place {
  /** Below which address its views are, `/audit`; empty at the root. */
  readonly base: string;
  /** Below which address `/audit-logs` is. */
  readonly api: string;
  /** Where people sign in; null when that is not said. */
  readonly signIn: string | null;
}

/** Below which address the API is in the application that the types of the API are generated from. */
const TYPED_API = '/api/v1';

/** Where the server says so; the application that the page is developed with has it at the root and says nothing. */
const SAID = 'meta[name="audit-page"]';
const AT_THE_ROOT: Place = { base: '', api: TYPED_API, signIn: null };

export const place: Place = placeIn(globalThis.document);

function placeIn(document: Document | undefined): Place {
  const said = document?.querySelector<HTMLMetaElement>(SAID)?.content;
  return said === undefined ? AT_THE_ROOT : (JSON.parse(said) as Place);
}

/** Where an address of the API is in this application: `/api/v1/audit-logs` -> `/admin/api/audit-logs`. */
export function apiAddress(typed: string, { api }: Pick<Place, 'api'> = place): string {
  const { origin, pathname, search } = new URL(typed, BASE);
  const path = pathname.startsWith(`${TYPED_API}/`) ? api + pathname.slice(TYPED_API.length) : pathname;
  return (origin === BASE ? '' : origin) + path + search;
}

/** Stands for the page's own origin. */
const BASE = 'http://page';

/** Where a file of the page is: `/icon.svg` -> `/audit/icon.svg`. */
export function fileAddress(file: string): string {
  return place.base + file;
}
