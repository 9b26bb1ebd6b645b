import { resolve } from 'node:path';
import { AuditError } from './audit.errors.ts';
import type {
  AuditModuleOptions,
  AuditSettings,
  ExportOptions,
  JournalOptions,
  LiveOptions,
  ReadingOptions,
} from './audit.options.ts';
import { AUDIT_LEVELS, type AuditPolicyRule } from './capture/http/audit-policy.ts';
import { archiveSettings } from './lifecycle/archive/archive-settings.ts';
import { Redactor } from './entry/redaction/redact.ts';

const JOURNAL_DEFAULTS = {
  directory: '.audit-journal',
  sync: 'interval',
  syncIntervalMs: 100,
  maxBytes: 1024 ** 3,
  segmentBytes: 16 * 1024 * 1024,
  keepStoredMs: 600_000,
} as const satisfies Required<JournalOptions>;

const JOURNAL_NUMBERS = {
  syncIntervalMs: [1, 60_000],
  maxBytes: [64 * 1024, 1024 ** 4],
  segmentBytes: [4 * 1024, 1024 ** 3],
  keepStoredMs: [0, 7 * 24 * 3_600_000],
} as const satisfies Partial<Record<keyof JournalOptions, readonly [least: number, most: number]>>;

const READING_DEFAULTS = { connections: 8, timeoutMs: 5_000 } as const satisfies Required<ReadingOptions>;

const READING_NUMBERS = {
  connections: [1, 1_000],
  timeoutMs: [100, 600_000],
} as const satisfies Record<keyof ReadingOptions, readonly [least: number, most: number]>;

const EXPORT_DEFAULTS = {
  directory: '.audit-exports',
  keepMs: 7 * 24 * 3_600_000,
  maxPerUser: 10,
  maxParallel: 20,
  chunkRows: 20_000,
} as const satisfies Required<ExportOptions>;

const EXPORT_NUMBERS = {
  keepMs: [1_000, 366 * 24 * 3_600_000],
  maxPerUser: [1, 1_000],
  maxParallel: [1, 1_000],
  chunkRows: [1, 1_000_000],
} as const satisfies Partial<Record<keyof ExportOptions, readonly [least: number, most: number]>>;

const LIVE_DEFAULTS = {
  maxStreams: 100,
  maxPerUser: 10,
  pollMs: 1_000,
  lifetimeMs: 900_000,
} as const satisfies Required<LiveOptions>;

const LIVE_NUMBERS = {
  maxStreams: [1, 10_000],
  maxPerUser: [1, 10_000],
  pollMs: [10, 60_000],
  lifetimeMs: [100, 24 * 3_600_000],
} as const satisfies Record<keyof LiveOptions, readonly [least: number, most: number]>;

const DEFAULTS = {
  journal: JOURNAL_DEFAULTS,
  reading: READING_DEFAULTS,
  exports: {},
  live: LIVE_DEFAULTS,
  maxQueueBytes: 32 * 1024 * 1024,
  batchSize: 2_000,
  flushIntervalMs: 200,
  abortGraceMs: 10_000,
  drainTimeoutMs: 5_000,
  policy: [],
  maxBodyBytes: 16_384,
  redactKeys: [],
  severityRules: [],
  maxChangedRows: 1_000,
  captureCrashes: true,
  appendOnly: 'warn',
  clock: () => new Date(),
} as const satisfies Required<Omit<AuditModuleOptions, 'requestId' | 'trustedProxies' | 'archive'>>;

const WITHOUT_DEFAULT = ['requestId', 'trustedProxies', 'archive'];

const WHOLE_NUMBERS = {
  maxQueueBytes: [64 * 1024, 4 * 1024 ** 3],
  batchSize: [1, 10_000],
  flushIntervalMs: [0, 60_000],
  abortGraceMs: [0, 600_000],
  drainTimeoutMs: [0, 600_000],
  maxBodyBytes: [0, 262_144],
  maxChangedRows: [0, 10_000],
} as const satisfies Partial<Record<keyof AuditModuleOptions, readonly [least: number, most: number]>>;

/**
 * Merges the options with their defaults, checks and freezes them.
 * @throws {AuditError} AUDIT_OPTIONS_INVALID naming the option, when one is unknown or out of its range
 */
export function resolveSettings(options: AuditModuleOptions): AuditSettings {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(DEFAULTS, name) && !WITHOUT_DEFAULT.includes(name));
  if (unknown !== undefined) throw invalid(`There is no option "${unknown}".`);
  const settings: Omit<AuditSettings, 'rules' | 'journal' | 'reading' | 'exports' | 'live' | 'archive'> & {
    readonly journal: JournalOptions | false;
    readonly reading: ReadingOptions;
    readonly exports: ExportOptions;
    readonly live: LiveOptions;
  } = {
    ...DEFAULTS,
    ...given,
  };
  for (const [name, range] of Object.entries(WHOLE_NUMBERS)) {
    checkWholeNumber(name, settings[name as keyof typeof WHOLE_NUMBERS], range);
  }
  for (const name of ['clock', 'requestId'] as const) {
    if (!['function', 'undefined'].includes(typeof settings[name])) {
      throw invalid(`Option "${name}" must be a function.`);
    }
  }
  if (typeof settings.captureCrashes !== 'boolean') throw invalid('Option "captureCrashes" must be true or false.');
  if (!['warn', 'require', 'ignore'].includes(settings.appendOnly)) {
    throw invalid('Option "appendOnly" must be warn, require or ignore.');
  }
  const redactKeys = frozenList('redactKeys', settings.redactKeys, isName);
  const severityRules = frozenList('severityRules', settings.severityRules, isSeverityRule);
  const journal = journalSettings(settings.journal);
  return Object.freeze({
    ...settings,
    redactKeys,
    severityRules,
    policy: frozenList('policy', settings.policy, isPolicyRule),
    journal,
    reading: readingSettings(settings.reading),
    archive: archiveSettings(options.archive),
    exports: exportSettings(settings.exports, journal),
    live: liveSettings(settings.live),
    rules: Object.freeze({ redactor: new Redactor(redactKeys), severityRules, maxBodyBytes: settings.maxBodyBytes }),
  });
}

function journalSettings(given: JournalOptions | false): AuditSettings['journal'] {
  if (given === false) return false;
  if (typeof given !== 'object' || given === null) throw invalid('Option "journal" must be an object, or false.');
  const journal = withDefaults('journal', { given, defaults: JOURNAL_DEFAULTS, numbers: JOURNAL_NUMBERS });
  if (!['always', 'interval', 'never'].includes(journal.sync)) {
    throw invalid('Option "journal.sync" must be always, interval or never.');
  }
  if (typeof journal.directory !== 'string' || journal.directory.trim() === '') {
    throw invalid('Option "journal.directory" must name a directory.');
  }
  return Object.freeze({ ...journal, directory: resolve(journal.directory) });
}

function readingSettings(given: ReadingOptions): AuditSettings['reading'] {
  if (typeof given !== 'object' || given === null) throw invalid('Option "reading" must be an object.');
  return Object.freeze(withDefaults('reading', { given, defaults: READING_DEFAULTS, numbers: READING_NUMBERS }));
}

function exportSettings(given: ExportOptions, journal: AuditSettings['journal']): AuditSettings['exports'] {
  if (typeof given !== 'object' || given === null) throw invalid('Option "exports" must be an object.');
  const exports = withDefaults('exports', { given, defaults: EXPORT_DEFAULTS, numbers: EXPORT_NUMBERS });
  if (typeof exports.directory !== 'string' || exports.directory.trim() === '') {
    throw invalid('Option "exports.directory" must name a directory.');
  }
  const isBeside = journal !== false && given.directory === undefined;
  const directory = isBeside ? `${journal.directory}-exports` : resolve(exports.directory);
  return Object.freeze({ ...exports, directory });
}

function liveSettings(given: LiveOptions): AuditSettings['live'] {
  if (typeof given !== 'object' || given === null) throw invalid('Option "live" must be an object.');
  return Object.freeze(withDefaults('live', { given, defaults: LIVE_DEFAULTS, numbers: LIVE_NUMBERS }));
}

/** Options of a group, checked and with what was left out. */
function withDefaults<Options extends object>(
  group: string,
  {
    given,
    defaults,
    numbers,
  }: {
    readonly given: Options;
    readonly defaults: Required<Options>;
    readonly numbers: Readonly<Partial<Record<keyof Options, readonly [least: number, most: number]>>>;
  },
): Required<Options> {
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  const unknown = named.find(([name]) => !Object.hasOwn(defaults, name));
  if (unknown !== undefined) throw invalid(`There is no option "${group}.${unknown[0]}".`);
  const merged: Required<Options> = { ...defaults, ...Object.fromEntries(named) };
  for (const [name, range] of Object.entries<readonly [number, number]>(
    numbers as Record<string, readonly [number, number]>,
  )) {
    checkWholeNumber(`${group}.${name}`, merged[name as keyof Options] as number, range);
  }
  return merged;
}

function checkWholeNumber(name: string, value: number, [least, most]: readonly [number, number]): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw invalid(`Option "${name}" must be a whole number from ${least} to ${most}.`);
  }
}

function frozenList<T>(name: string, items: readonly T[], isRight: (item: unknown) => boolean): readonly T[] {
  if (!Array.isArray(items)) throw invalid(`Option "${name}" must be a list.`);
  const wrong = items.findIndex((item) => !isRight(item));
  if (wrong >= 0) throw invalid(`Option "${name}" holds at place ${wrong} what does not belong there.`);
  return Object.freeze([...(items as readonly T[])]);
}

function isName(item: unknown): boolean {
  return typeof item === 'string' && /[a-z0-9]/i.test(item);
}

function isSeverityRule(item: unknown): boolean {
  return typeof (item as { when?: unknown } | null)?.when === 'function';
}

function isPolicyRule(item: unknown): item is AuditPolicyRule {
  if (typeof item !== 'object' || item === null) return false;
  const { level, routes, methods, statuses, ...others } = item as Partial<AuditPolicyRule>;
  if (Object.keys(others).length > 0 || level === undefined || !AUDIT_LEVELS.includes(level)) return false;
  return [
    isListOf(routes, (route) => typeof route === 'string' && route.startsWith('/')),
    isListOf(methods, (method) => typeof method === 'string' && /^[A-Z]+$/.test(method)),
    isListOf(statuses, (status) => /^[1-5](\d\d|xx)$/.test(String(status))),
  ].every(Boolean);
}

/** An empty list matches nothing, which nobody means. */
function isListOf(list: readonly unknown[] | undefined, isRight: (item: unknown) => boolean): boolean {
  return list === undefined || (Array.isArray(list) && list.length > 0 && list.every(isRight));
}

function invalid(message: string): AuditError {
  return new AuditError('AUDIT_OPTIONS_INVALID', { message: `AuditModule: ${message}` });
}
