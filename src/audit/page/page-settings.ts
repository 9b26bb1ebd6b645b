/** What the page has to know of the application that serves it. */
export interface PageSettings {
  /** Below which address its views are: `/audit`; empty at the root. */
  readonly base: string;
  /** Below which address `/audit-logs` is: `/api`; empty at the root. */
  readonly api: string;
  /** Where people sign in; null when the page can't send them anywhere. */
  readonly signIn: string | null;
}

/** Where the settings go in the built document. */
const PLACE = '__AUDIT_PAGE__';
/** How the built document names its own files, wherever it will be served. */
const OWN_FILES = /((?:href|src)=")\.\//g;

/** The document for one application: it finds its files at any depth, and knows where it is. */
export function documentFor(document: string, settings: PageSettings): string {
  const own = document.replaceAll(OWN_FILES, (_, attribute: string) => `${attribute}${escaped(settings.base)}/`);
  return own.replace(PLACE, () => escaped(JSON.stringify(settings)));
}

/** For the value of an attribute between double quotes. */
function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
