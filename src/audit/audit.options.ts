import { AuditError } from './audit.errors.ts';

/** What a host may set. Everything has a default that is right for a normal application. */
export interface AuditModuleOptions {
  /** Entries wait in memory up to this many bytes; above it new ones are shed and counted. @default 33554432 (32 MiB) */
  readonly maxQueueBytes?: number;
  /** Most entries in one INSERT. @default 500 */
  readonly batchSize?: number;
  /** Longest wait of an entry for others to share its INSERT, in milliseconds. @default 200 */
  readonly flushIntervalMs?: number;
  /**
   * How long the entry of a request whose client has left waits for what the application does in the end, in
   * milliseconds; then it says that this is not known. @default 10000
   */
  readonly abortGraceMs?: number;
  /** Longest wait at shutdown for the queue to be written, in milliseconds. @default 5000 */
  readonly drainTimeoutMs?: number;
  /**
   * Paths that leave no entry, with all below them, when they are read (GET, HEAD) and found: static files, API
   * documentation. `/docs` holds `/docs/x`, and not `/docs-json`.
   * @default []
   */
  readonly exclude?: readonly string[];
  /**
   * The request's id, when the host already gives it one: gets the platform's request (Fastify's or Express').
   * @default the `X-Request-Id` of the answer, else a new UUIDv7 for each request
   */
  readonly requestId?: (request: unknown) => string | undefined;
  /** The time an entry is stamped with; for tests only. @default the system's clock */
  readonly clock?: () => Date;
}

/** The options merged with their defaults, checked and frozen. */
export type AuditSettings = Readonly<Required<Omit<AuditModuleOptions, 'requestId'>>> &
  Pick<AuditModuleOptions, 'requestId'>;

/** Injection token of {@link AuditSettings}. */
export const AUDIT_SETTINGS = Symbol('AUDIT_SETTINGS');

const DEFAULTS = {
  maxQueueBytes: 32 * 1024 * 1024,
  batchSize: 500,
  flushIntervalMs: 200,
  abortGraceMs: 10_000,
  drainTimeoutMs: 5_000,
  exclude: [],
  clock: () => new Date(),
} as const satisfies Required<Omit<AuditModuleOptions, 'requestId'>>;

const WHOLE_NUMBERS = {
  maxQueueBytes: [64 * 1024, 4 * 1024 ** 3],
  batchSize: [1, 10_000],
  flushIntervalMs: [0, 60_000],
  abortGraceMs: [0, 600_000],
  drainTimeoutMs: [0, 600_000],
} as const satisfies Partial<Record<keyof AuditModuleOptions, readonly [least: number, most: number]>>;

/**
 * Merges the options with their defaults, checks and freezes them.
 * @throws {AuditError} AUDIT_OPTIONS_INVALID naming the option, when one is unknown or out of its range
 */
export function resolveSettings(options: AuditModuleOptions): AuditSettings {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(DEFAULTS, name) && name !== 'requestId');
  if (unknown !== undefined) throw invalid(`There is no option "${unknown}".`);
  const settings: AuditSettings = { ...DEFAULTS, ...given };
  for (const [name, [least, most]] of Object.entries(WHOLE_NUMBERS)) {
    const value = settings[name as keyof typeof WHOLE_NUMBERS];
    if (!Number.isInteger(value) || value < least || value > most) {
      throw invalid(`Option "${name}" must be a whole number from ${least} to ${most}.`);
    }
  }
  for (const name of ['clock', 'requestId'] as const) {
    if (!['function', 'undefined'].includes(typeof settings[name]))
      throw invalid(`Option "${name}" must be a function.`);
  }
  return Object.freeze({ ...settings, exclude: excludedPaths(settings.exclude) });
}

function excludedPaths(paths: unknown): readonly string[] {
  if (!Array.isArray(paths)) throw invalid('Option "exclude" must be a list of paths.');
  const wrong: unknown = paths.find((path) => typeof path !== 'string' || !/^\/.*[^/]$/.test(path));
  if (wrong !== undefined) {
    throw invalid(
      `Option "exclude" holds ${JSON.stringify(wrong)}; a path begins with "/", ends without, and is more.`,
    );
  }
  return Object.freeze([...(paths as string[])]);
}

function invalid(message: string): AuditError {
  return new AuditError('AUDIT_OPTIONS_INVALID', { message: `AuditModule: ${message}` });
}
