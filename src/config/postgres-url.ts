/** Is this an address of a PostgreSQL server that names host and database? */
export function isPostgresUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, hostname, pathname } = new URL(value);
  return ['postgres:', 'postgresql:'].includes(protocol) && hostname !== '' && pathname.length > 1;
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}

/** The same database for another user; its password needs no escaping when it is of hex digits. */
export function withUser(
  url: string,
  { name, password }: { readonly name: string; readonly password: string },
): string {
  const changed = new URL(url);
  changed.username = encodeURIComponent(name);
  changed.password = encodeURIComponent(password);
  return changed.href;
}

/** Who signs in with this address; empty when it says nothing of that. */
export function userOf(url: string): string {
  return decodeURIComponent(new URL(url).username);
}

/** `host:port` of a server for messages: never its user or password. */
export function hostAndPort(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port === '' ? '5432' : port}`;
}
