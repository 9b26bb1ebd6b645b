/** The `code` of a system error (`ENOENT`, `EADDRINUSE` …) or of a PostgreSQL error (SQLSTATE), if it has one. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
