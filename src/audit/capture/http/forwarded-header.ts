/** One pair of an element of `Forwarded`, or none, and what ends it. Unquoted brackets are against the RFC and common. */
const PAIR = /[ \t]*(?:([\w!#$%&'*+.^`|~-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s",;]*))[ \t]*)?(?:;|$)/y;

/**
 * The entries of a list between commas, from the last to the first: what proxies have appended is read as they meant it,
 * whatever a client has put before it, such as a quotation mark that is never closed. An empty entry is one too.
 */
export function* lastFirst(list: string): Generator<string> {
  let end = list.length;
  let isQuoted = false;
  for (let at = end - 1; at >= 0; at -= 1) {
    if (list[at] === '"' && !isEscaped(list, at)) isQuoted = !isQuoted;
    if (list[at] !== ',' || isQuoted) continue;
    yield list.slice(at + 1, end).trim();
    end = at;
  }
  yield list.slice(0, end).trim();
}

/**
 * Whom each proxy speaks for, the last proxy first; undefined where an element does not say it or can't be read.
 * @see https://www.rfc-editor.org/rfc/rfc7239#section-4
 */
export function* forwardedClients(header: string): Generator<string | undefined> {
  for (const element of lastFirst(header)) yield clientOf(element);
}

/** An element that names two is a forgery: a proxy has let something through that looks like a pair of its own. */
function clientOf(element: string): string | undefined {
  let client: string | undefined;
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < element.length) {
    const pair = PAIR.exec(element);
    if (pair === null) return undefined;
    const [, name, quoted, plain] = pair;
    if (name?.toLowerCase() !== 'for') continue;
    if (client !== undefined) return undefined;
    client = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain;
  }
  return client;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
