import { AuditError } from '../../audit.errors.ts';
import { AUDIT_SEVERITIES, type AuditCategory, type AuditSeverity } from '../../entry/catalogue.ts';

/** How long some entries stay in the database. */
export interface RetentionRule {
  /** Entries of this category. @default of any */
  readonly category?: AuditCategory | (string & {});
  /** Entries of this severity; `null`: those where nothing went wrong. @default of any */
  readonly severity?: AuditSeverity | null;
  /** A whole number, at least 1. */
  readonly days: number;
}

/** How long entries are kept, and where. Both periods begin when the last entry of a month could have happened. */
export interface RetentionPolicy {
  /** Days in the database of what no rule is for. A whole number, at least 1. */
  readonly days: number;
  /** Of several that are for an entry the longest counts. @default [] */
  readonly rules?: readonly RetentionRule[];
  /**
   * Days in the archive, where everything is that has left the database. A whole number, no less than any entry is to stay
   * in the database. @default for ever
   */
  readonly archiveDays?: number | undefined;
}

/** What regulations ask for; each may be made longer: `{ ...RETENTION_PRESETS.hipaa, days: 2192 }`. */
export const RETENTION_PRESETS = {
  /** PCI DSS 4.0, 10.5.1: twelve months, of which three at hand. */
  pci: { days: 92, archiveDays: 366 },
  /** HIPAA, 45 CFR 164.316(b)(2)(i): six years. The last one is in the database. */
  hipaa: { days: 366, archiveDays: 2192 },
  /** Sarbanes-Oxley, 18 U.S.C. 1520 and 17 CFR 210.2-06: seven years. The last one is in the database. */
  sox: { days: 366, archiveDays: 2557 },
} as const satisfies Readonly<Record<string, RetentionPolicy>>;

/** The name of a regulation whose periods {@link RETENTION_PRESETS} knows. */
export type RetentionPreset = keyof typeof RETENTION_PRESETS;

/** Entries that are treated alike. */
export interface EntryClass {
  readonly category: string;
  readonly severity: string | null;
}

/** How many days an entry of this class stays in the database. */
export function daysOf({ category, severity }: EntryClass, { days, rules = [] }: RetentionPolicy): number {
  const matching = rules.filter(
    (rule) =>
      (rule.category === undefined || rule.category === category) &&
      (rule.severity === undefined || rule.severity === severity),
  );
  return matching.length === 0 ? days : Math.max(...matching.map((rule) => rule.days));
}

/** @throws {AuditError} AUDIT_RETENTION_INVALID naming what is wrong */
export function checkPolicy({ days, rules = [], archiveDays }: RetentionPolicy): void {
  checkDays('days', days);
  for (const [place, rule] of rules.entries()) {
    checkDays(`rules[${place}].days`, rule.days);
    if (rule.category === undefined && rule.severity === undefined) {
      throw invalid(`rules[${place}] is for every entry; say so with "days", or name a category or a severity.`);
    }
    if (rule.severity !== undefined && rule.severity !== null && !AUDIT_SEVERITIES.includes(rule.severity)) {
      throw invalid(`rules[${place}].severity is none of ${AUDIT_SEVERITIES.join(', ')} and null.`);
    }
  }
  if (archiveDays === undefined) return;
  checkDays('archiveDays', archiveDays);
  const longest = Math.max(days, ...rules.map((rule) => rule.days));
  if (archiveDays < longest) {
    throw invalid(`archiveDays is ${archiveDays}, but some entries stay in the database for ${longest} days.`);
  }
}

function checkDays(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1 || value > MOST_DAYS) {
    throw invalid(`${name} must be a whole number from 1 to ${MOST_DAYS}.`);
  }
}

/** A century. */
const MOST_DAYS = 36_525;

function invalid(message: string): AuditError {
  return new AuditError('AUDIT_RETENTION_INVALID', { message: `This is no retention policy: ${message}` });
}
