import type { AuditPolicyRule } from './capture/http/audit-policy.ts';
import type { AuditSeverityRule, RecordRules } from './entry/record-rules.ts';

/** What a host may set. Everything has a default that is right for a normal application. */
export interface AuditModuleOptions {
  /**
   * Where entries wait until the database has them, so that they survive the process. `false`: in memory only, where the
   * end of the process is theirs as well.
   * @default {@link JournalOptions}' own defaults
   */
  readonly journal?: JournalOptions | false;
  /**
   * Entries wait in memory up to this many bytes when there is no journal, or its disk takes nothing; above it new ones
   * are shed and counted. @default 33554432 (32 MiB)
   */
  readonly maxQueueBytes?: number;
  /** Most entries in one INSERT; of 2 MiB at most. @default 2000 */
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
   * How much is kept of which requests; the first rule that matches counts. After all of them come the library's own:
   * probes and static files leave no entry when they are read and found; of everything else the changes are kept.
   * @default []
   */
  readonly policy?: readonly AuditPolicyRule[];
  /** Most bytes of a request's body that are kept, at level `request`. @default 16384 */
  readonly maxBodyBytes?: number;
  /** Further names of secrets, in any spelling: fields, headers, parameters. @default [] */
  readonly redactKeys?: readonly string[];
  /** The host's own word on how bad faults are. @default [] */
  readonly severityRules?: readonly AuditSeverityRule[];
  /**
   * The proxies whose `X-Forwarded-For` is believed: addresses and networks (`10.0.0.0/8`), the words `loopback`,
   * `linklocal`, `uniquelocal`, or how many hops.
   * @default what the platform believes: its `request.ip`
   */
  readonly trustedProxies?: readonly string[] | number;
  /** How reading the log is limited. @default {@link ReadingOptions}' own defaults */
  readonly reading?: ReadingOptions;
  /** Where exports that are made in the background are kept, and how many there may be. @default {@link ExportOptions}' own defaults */
  readonly exports?: ExportOptions;
  /** How the log is followed. @default {@link LiveOptions}' own defaults */
  readonly live?: LiveOptions;
  /** Most rows of one statement whose change is kept, before and after, by `auditedWrites`. @default 1000 */
  readonly maxChangedRows?: number;
  /** Whether uncaught exceptions and unhandled rejections of the process are recorded. @default true */
  readonly captureCrashes?: boolean;
  /**
   * What is done at start when the application's own role could change the log, by its rights or for want of a trigger:
   * one warning that says how, an end of the start with AUDIT_NOT_APPEND_ONLY, or nothing. @default 'warn'
   */
  readonly appendOnly?: 'warn' | 'require' | 'ignore';
  /**
   * The request's id, when the host already gives it one: gets the platform's request (Fastify's or Express').
   * @default the `X-Request-Id` of the answer, else a new UUIDv7 for each request
   */
  readonly requestId?: (request: unknown) => string | undefined;
  /** Where `AuditArchive` keeps months of the log. @default {@link ArchiveOptions}' own defaults */
  readonly archive?: ArchiveOptions;
  /** The time an entry is stamped with; for tests only. @default the system's clock */
  readonly clock?: () => Date;
}

/** Where months of the log are archived. */
export interface ArchiveOptions {
  /** A folder, when it is not in S3. @default `.audit-archive` in the working directory */
  readonly directory?: string;
  /** A bucket instead. It needs the package `@aws-sdk/client-s3`. */
  readonly s3?: S3ArchiveOptions | undefined;
  /** Bytes of entries as text that become one file; compressed it is a small part of that. @default 536870912 (512 MiB) */
  readonly fileBytes?: number;
}

/** A bucket of S3, or of what speaks like it. Credentials come from the AWS SDK's own chain and from nowhere else. */
export interface S3ArchiveOptions {
  readonly bucket: string;
  /** A folder inside of it. @default none */
  readonly prefix?: string | undefined;
  /** The address of the storage. @default that of AWS in the region */
  readonly endpoint?: string | undefined;
  /** @default what the AWS SDK finds in its environment */
  readonly region?: string | undefined;
  /** Whether the bucket stands in the path of an address and not in its host. @default with an endpoint it does */
  readonly forcePathStyle?: boolean | undefined;
}

/** The options of the archive merged with their defaults. */
export interface ArchiveSettings {
  readonly directory: string;
  readonly s3: S3ArchiveOptions | undefined;
  readonly fileBytes: number;
}

/** The journal on the disk. */
export interface JournalOptions {
  /** Its directory, which processes of the same log may share. @default `.audit-journal` in the working directory */
  readonly directory?: string;
  /**
   * When entries are forced onto the disk, where they survive a loss of power; the end of the process they survive
   * anyway. `always`: before each answer, which waits for it. `interval`: each {@link syncIntervalMs}. `never`: when the
   * system does it. What is critical is forced before it begins, whatever is said here.
   * @default 'interval'
   */
  readonly sync?: 'always' | 'interval' | 'never';
  /** In milliseconds. @default 100 */
  readonly syncIntervalMs?: number;
  /** Most bytes on the disk; above it new entries are shed and counted. @default 1073741824 (1 GiB) */
  readonly maxBytes?: number;
  /** A file of the journal is followed by another one at this size. @default 16777216 (16 MiB) */
  readonly segmentBytes?: number;
  /**
   * How long entries that are stored stay in the journal, in milliseconds: a database that is set back, by a failover or
   * a restore, gets them again. @default 600000 (10 minutes)
   */
  readonly keepStoredMs?: number;
}

/** Limits of reading, so that questions about the log never take what the application needs. */
export interface ReadingOptions {
  /** Most connections for reading at the same time, in each process; they are the log's own. @default 8 */
  readonly connections?: number;
  /** Longest a question may take, in milliseconds; then it is answered with 503. @default 5000 */
  readonly timeoutMs?: number;
}

/** Exports of the log. */
export interface ExportOptions {
  /**
   * Folder of the files that are made in the background; all instances of an application share one.
   * @default beside the journal, with `-exports` after its name; `.audit-exports` where there is no journal
   */
  readonly directory?: string;
  /** How long such a file is kept, in milliseconds. @default 604800000 (7 days) */
  readonly keepMs?: number;
  /** Most exports of one user at the same time, in each process; in the background, in all. @default 10 */
  readonly maxPerUser?: number;
  /** Most exports at the same time, in each process, each with a connection of its own. @default 20 */
  readonly maxParallel?: number;
  /** After so many entries it is noted how far a file is: from there it goes on when the process has died. @default 20000 */
  readonly chunkRows?: number;
}

/** Following the log. */
export interface LiveOptions {
  /** Most streams at the same time, in each process. @default 100 */
  readonly maxStreams?: number;
  /** Most streams of one user at the same time, in each process. @default 10 */
  readonly maxPerUser?: number;
  /** How often the log is looked at while somebody follows it, in milliseconds; once for all streams. @default 1000 */
  readonly pollMs?: number;
  /** After this a stream ends, in milliseconds: who comes again is asked again who they are. @default 900000 (15 minutes) */
  readonly lifetimeMs?: number;
}

/** Options that have no default value: leaving them out means something. */
type WithoutDefault = 'requestId' | 'trustedProxies';

/** The options merged with their defaults, checked and frozen. */
export type AuditSettings = Readonly<
  Required<Omit<AuditModuleOptions, WithoutDefault | 'journal' | 'reading' | 'exports' | 'live' | 'archive'>>
> &
  Pick<AuditModuleOptions, WithoutDefault> & {
    readonly journal: Readonly<Required<JournalOptions>> | false;
    readonly reading: Readonly<Required<ReadingOptions>>;
    readonly archive: ArchiveSettings;
    readonly exports: Readonly<Required<ExportOptions>>;
    readonly live: Readonly<Required<LiveOptions>>;
    /** What the options say about completing entries. */
    readonly rules: RecordRules;
  };

/** Injection token of {@link AuditSettings}. */
export const AUDIT_SETTINGS = Symbol('AUDIT_SETTINGS');
