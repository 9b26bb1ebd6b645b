import type { AuditLevel } from '../capture/http/audit-policy.ts';

/** Every {@link CoverageState}, from the best to the worst. */
export const COVERAGE_STATES = ['audited', 'plain', 'skipped', 'silent'] as const;

/**
 * `audited`: `@Audited` or `@AuditedEntity` says what its entries tell. `plain`: it leaves entries that tell no more than
 * that it was called. `skipped`: `@SkipAudit`. `silent`: it leaves none, and nobody said so.
 */
export type CoverageState = (typeof COVERAGE_STATES)[number];

/** One place where entries come from, or don't. */
export interface CoverageItem {
  /** `route`, `message`, `event`, `socket`, `resolver`, `timer`, `method`, `entity`, or a word of the host's. */
  readonly kind: string;
  /** The class of its Nest module; null of an entity. */
  readonly module: string | null;
  /** Class and method: `UsersController.create`; the class of an entity. */
  readonly place: string;
  /** `POST /api/v1/users`, `cron 0 3 * * *`, a pattern, a table */
  readonly name: string;
  readonly state: CoverageState;
  /** Whether it is a route for something else than reading. */
  readonly isChanging: boolean;
  readonly category: string | null;
  readonly action: string | null;
  readonly resource: string | null;
  /** How much is kept when nothing goes wrong. */
  readonly level: AuditLevel;
  /** What `@SkipAudit` gives as the reason. */
  readonly reason: string | null;
}

/** What must not stay as it is. */
export interface CoverageProblem {
  readonly place: string;
  readonly name: string;
  /** What is wrong and what to do, in one sentence. */
  readonly advice: string;
}

/** How many there are of what. */
export interface CoverageSummary {
  /** Everything but entities, by its state. */
  readonly entryPoints: Readonly<Record<CoverageState | 'total', number>>;
  /** Routes for something else than reading, and how many of them are audited or skipped with a reason. */
  readonly changingRoutes: { readonly total: number; readonly accountedFor: number; readonly percent: number };
  readonly entities: { readonly total: number; readonly audited: number };
}

/** What of an application is audited, and what is not. Plain data. */
export interface CoverageReport {
  readonly items: readonly CoverageItem[];
  readonly problems: readonly CoverageProblem[];
  readonly summary: CoverageSummary;
}

/** @param items in the order in which they are to be shown */
export function reportOf(items: readonly CoverageItem[]): CoverageReport {
  const entities = items.filter(({ kind }) => kind === 'entity');
  const entryPoints = items.filter(({ kind }) => kind !== 'entity');
  const changing = items.filter(({ isChanging }) => isChanging);
  const problems = changing.flatMap(problemOf);
  const accountedFor = changing.length - problems.length;
  const countOf = (state: CoverageState): number => entryPoints.filter((item) => item.state === state).length;
  return {
    items,
    problems,
    summary: {
      entryPoints: {
        total: entryPoints.length,
        audited: countOf('audited'),
        plain: countOf('plain'),
        skipped: countOf('skipped'),
        silent: countOf('silent'),
      },
      changingRoutes: { total: changing.length, accountedFor, percent: percentOf(accountedFor, changing.length) },
      entities: { total: entities.length, audited: entities.filter(({ state }) => state === 'audited').length },
    },
  };
}

function problemOf({ place, name, state, reason }: CoverageItem): readonly CoverageProblem[] {
  if (state === 'audited') return [];
  if (state !== 'skipped') {
    const advice = `${place} (${name}) has no entry of its own: put @Audited({ category, action, resource }) above it, or @SkipAudit('why it needs none').`;
    return [{ place, name, advice }];
  }
  if (reason !== null && /[\p{L}\p{N}]/u.test(reason)) return [];
  const advice = `${place} (${name}) is skipped without a reason: say in @SkipAudit('…') why it needs no entry.`;
  return [{ place, name, advice }];
}

/** Rounded down: 100 means all. */
function percentOf(part: number, total: number): number {
  return total === 0 ? 100 : Math.floor((part / total) * 100);
}
