import { resolve } from 'node:path';
import { plainToInstance, Transform } from 'class-transformer';
import { IsOptional, validateSync } from 'class-validator';
import { StartError } from '../start/start.errors.ts';
import { isPostgresUrl } from './postgres-url.ts';
import { Checked, OneOf, Pattern, SecretText, WholeNumber } from './setting.decorators.ts';
import { parseTrustedProxies } from './trusted-proxies.ts';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const JOURNAL_SYNCS = ['always', 'interval', 'never'] as const;

const APPEND_ONLY = ['require', 'warn', 'ignore'] as const;

/**
 * Every setting of the application, one property per environment variable, validated and frozen.
 * It is an injection token: ask for `Environment` in any constructor.
 */
export class Environment {
  /** Port of the HTTP server; 0 lets the system choose a free one. */
  @WholeNumber({ from: 0, to: 65_535, advice: 'set a free port such as PORT=3000, or PORT=0 for any free one' })
  readonly PORT: number = 3000;

  /** Address to listen on. The default serves this machine only; 0.0.0.0 serves every network it is in. */
  @Pattern(/^[\w.:%-]+$/, {
    rule: 'must be an address or host name',
    advice: 'set HOST=127.0.0.1 for this machine only or HOST=0.0.0.0 for every network',
  })
  readonly HOST: string = '127.0.0.1';

  /** A PostgreSQL server to use. Unset: one of our own is started inside DATA_DIR. */
  @Checked(isPostgresUrl, {
    rule: 'must be an address like postgres://user:password@host:5432/database',
    advice: 'correct it, or unset it to use the embedded server',
    secret: true,
  })
  readonly DATABASE_URL: string | undefined = undefined;

  /** The same database for a role that owns the tables; the roles of the log are then kept apart. Unset: DATABASE_URL. */
  @Checked(isPostgresUrl, {
    rule: 'must be an address like postgres://user:password@host:5432/database',
    advice: 'correct it, or unset it to migrate as the user of DATABASE_URL',
    secret: true,
  })
  readonly DATABASE_MIGRATION_URL: string | undefined = undefined;

  /** The same database for a role that may remove what nobody has to keep any more. Unset: DATABASE_URL. */
  @Checked(isPostgresUrl, {
    rule: 'must be an address like postgres://user:password@host:5432/database',
    advice: 'correct it, or unset it to maintain the log as the user of DATABASE_URL',
    secret: true,
  })
  readonly DATABASE_MAINTENANCE_URL: string | undefined = undefined;

  /** Folder of everything the application keeps: the embedded database, generated secrets. Absolute. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? resolve(value) : value))
  readonly DATA_DIR: string = resolve('.data');

  /** Folder of uploaded files; several instances share one. Unset: `uploads` inside DATA_DIR. Absolute. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? resolve(value) : value))
  readonly UPLOADS_DIR: string | undefined = undefined;

  /** Key that signs sign-in tokens. Unset: a random one is made once and kept in DATA_DIR. @see Secrets */
  @SecretText({ atLeast: 32, advice: 'use e.g. the output of `openssl rand -hex 32`, or unset it to have one made' })
  readonly JWT_SECRET: string | undefined = undefined;

  /** E-mail address of the first administrator. */
  @Pattern(/^[^\s@]+@[^\s@]+$/, { rule: 'must be an e-mail address', advice: 'set e.g. ADMIN_EMAIL=admin@example.com' })
  readonly ADMIN_EMAIL: string = 'admin@example.com';

  /** Password of the first administrator. Unset: a random one is made at the first start and printed once. */
  @SecretText({ atLeast: 12, advice: 'choose a longer one, or unset it to have one made' })
  readonly ADMIN_PASSWORD: string | undefined = undefined;

  /** Proxies whose X-Forwarded-* headers are believed: none, all, or the listed addresses and CIDR blocks. */
  @Transform(({ value }: { value: unknown }) => parseTrustedProxies(value))
  @Checked((value) => typeof value !== 'string', {
    rule: 'must be true, false, or a comma-separated list of addresses and CIDR blocks',
    advice: 'set e.g. TRUST_PROXY=10.0.0.0/8,127.0.0.1, or unset it when there is no proxy',
  })
  readonly TRUST_PROXY: boolean | readonly string[] = false;

  /** Least severe level that is logged. */
  @OneOf(LOG_LEVELS, 'set e.g. LOG_LEVEL=info')
  readonly LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'info';

  /** How long the start waits for the server of DATABASE_URL, in seconds. */
  @WholeNumber({ from: 0, to: 3600, advice: 'set e.g. DATABASE_WAIT_SECONDS=30' })
  readonly DATABASE_WAIT_SECONDS: number = 30;

  /** Sign-in attempts per minute and address; more are refused with 429. */
  @WholeNumber({ from: 1, to: 1_000_000, advice: 'set e.g. SIGN_IN_RATE_LIMIT=10' })
  readonly SIGN_IN_RATE_LIMIT: number = 10;

  /** Folder of the journal of the audit log; instances of one log may share it. Unset: `audit-journal` inside DATA_DIR. Absolute. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? resolve(value) : value))
  readonly AUDIT_JOURNAL_DIR: string | undefined = undefined;

  /** Folder of exports of the audit log that are made in the background; instances share one. Unset: `audit-exports` inside DATA_DIR. Absolute. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? resolve(value) : value))
  readonly AUDIT_EXPORT_DIR: string | undefined = undefined;

  /** When audit entries are forced onto the disk; the end of the process they survive anyway. */
  @OneOf(JOURNAL_SYNCS, 'set e.g. AUDIT_JOURNAL_SYNC=interval')
  readonly AUDIT_JOURNAL_SYNC: (typeof JOURNAL_SYNCS)[number] = 'interval';

  /** How often that is, in milliseconds. */
  @WholeNumber({ from: 1, to: 60_000, advice: 'set e.g. AUDIT_JOURNAL_SYNC_INTERVAL_MS=100' })
  readonly AUDIT_JOURNAL_SYNC_INTERVAL_MS: number = 100;

  /** Most bytes of the journal; above it new entries are shed and counted. */
  @WholeNumber({ from: 65_536, to: 1_099_511_627_776, advice: 'set e.g. AUDIT_JOURNAL_MAX_BYTES=1073741824' })
  readonly AUDIT_JOURNAL_MAX_BYTES: number = 1_073_741_824;

  /** How long stored entries stay in the journal, to be sent again to a database that was set back, in seconds. */
  @WholeNumber({ from: 0, to: 604_800, advice: 'set e.g. AUDIT_JOURNAL_KEEP_SECONDS=600' })
  readonly AUDIT_JOURNAL_KEEP_SECONDS: number = 600;

  /** Bytes of audit entries that may wait in memory while the journal can't be written; above it new ones are shed. */
  @WholeNumber({ from: 65_536, to: 4_294_967_296, advice: 'set e.g. AUDIT_MAX_QUEUE_BYTES=33554432' })
  readonly AUDIT_MAX_QUEUE_BYTES: number = 33_554_432;

  /** Longest time an entry waits for its batch to fill, in milliseconds. */
  @WholeNumber({ from: 1, to: 60_000, advice: 'set e.g. AUDIT_FLUSH_INTERVAL_MS=200' })
  readonly AUDIT_FLUSH_INTERVAL_MS: number = 200;

  /** Most entries in one INSERT. */
  @WholeNumber({ from: 1, to: 10_000, advice: 'set e.g. AUDIT_BATCH_SIZE=2000' })
  readonly AUDIT_BATCH_SIZE: number = 2_000;

  /**
   * What is done when the application's own role could change the log: the start ends, warns, or says nothing.
   * Unset: `require` with the embedded database, `warn` with DATABASE_URL.
   */
  @IsOptional()
  @OneOf(APPEND_ONLY, 'set e.g. AUDIT_APPEND_ONLY=require')
  readonly AUDIT_APPEND_ONLY: (typeof APPEND_ONLY)[number] | undefined = undefined;

  /** Most connections for reading the audit log at the same time. */
  @WholeNumber({ from: 1, to: 1_000, advice: 'set e.g. AUDIT_READ_CONNECTIONS=8' })
  readonly AUDIT_READ_CONNECTIONS: number = 8;

  /** Longest a question about the audit log may take, in milliseconds; then it is answered with 503. */
  @WholeNumber({ from: 100, to: 600_000, advice: 'set e.g. AUDIT_READ_TIMEOUT_MS=5000' })
  readonly AUDIT_READ_TIMEOUT_MS: number = 5_000;

  /** Folder where months of the audit log are archived. Unset: `audit-archive` inside DATA_DIR. Absolute. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? resolve(value) : value))
  readonly AUDIT_ARCHIVE_DIR: string | undefined = undefined;

  /** A bucket of S3 that takes its place. Credentials come from where the AWS SDK looks for them. */
  @Checked(
    (value) => value === undefined || (typeof value === 'string' && /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value)),
    {
      rule: 'must be the name of a bucket',
      advice: 'set e.g. AUDIT_ARCHIVE_S3_BUCKET=audit-archive, or unset it to archive in a folder',
    },
  )
  readonly AUDIT_ARCHIVE_S3_BUCKET: string | undefined = undefined;

  /** Folder inside of that bucket. */
  @Checked((value) => value === undefined || (typeof value === 'string' && /^[\w!.*'()/=-]+$/.test(value)), {
    rule: 'must be a folder in a bucket',
    advice: 'set e.g. AUDIT_ARCHIVE_S3_PREFIX=logs/audit, or unset it',
  })
  readonly AUDIT_ARCHIVE_S3_PREFIX: string | undefined = undefined;

  /** Address of a storage that speaks like S3. Unset: that of AWS. */
  @Checked((value) => value === undefined || (typeof value === 'string' && /^https?:\/\/[^\s@]+$/.test(value)), {
    rule: 'must be an address like https://s3.example.com',
    advice: 'correct it, or unset it to use AWS',
    secret: true,
  })
  readonly AUDIT_ARCHIVE_S3_ENDPOINT: string | undefined = undefined;

  /** Region of the bucket. Unset: what the AWS SDK finds. */
  @Checked((value) => value === undefined || (typeof value === 'string' && /^[a-z0-9-]+$/.test(value)), {
    rule: 'must be the name of a region',
    advice: 'set e.g. AUDIT_ARCHIVE_S3_REGION=eu-central-1',
  })
  readonly AUDIT_ARCHIVE_S3_REGION: string | undefined = undefined;
}

/**
 * Reads the settings from environment variables; an empty variable counts as unset.
 * @throws {StartError} with one sentence per wrong variable, none of which repeats a secret
 */
export function loadEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const names = Object.keys(new Environment());
  const given = Object.entries(variables).filter(([, value]) => value !== undefined && value !== '');
  const unknown = given.map(([name]) => name).filter((name) => name.startsWith('AUDIT_') && !names.includes(name));
  const settings = Object.fromEntries(given.filter(([name]) => names.includes(name)));
  const environment = plainToInstance(Environment, settings, { exposeDefaultValues: true });
  const problems = [
    ...validateSync(environment, { stopAtFirstError: true }).flatMap((error) => Object.values(error.constraints ?? {})),
    ...unknown.map((name) => unknownSetting(name, names)),
  ];
  if (problems.length > 0) throw new StartError(problems.join('\n'));
  return Object.freeze(environment);
}

function unknownSetting(name: string, names: readonly string[]): string {
  const known = names.filter((candidate) => candidate.startsWith('AUDIT_')).join(', ');
  return `${name} is no setting of this application, probably a typing mistake; correct or remove it (there are ${known}).`;
}
