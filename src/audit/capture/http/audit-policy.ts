export const AUDIT_LEVELS = ['none', 'metadata', 'changes', 'request'] as const;

/**
 * How much is kept of a request. `none`: no entry. `metadata`: who, what, when, from where, with what result.
 * `changes`: that, and what was changed, before and after. `request`: that, and the body, redacted and bounded.
 */
export type AuditLevel = (typeof AUDIT_LEVELS)[number];

/** Says how much is kept of the requests it matches. What is left out matches everything. */
export interface AuditPolicyRule {
  readonly level: AuditLevel;
  /**
   * Patterns of routes as the platform knows them (`/users/:id`), or paths where no route is known. `*` stands for
   * anything but a slash, `**` for anything: `/docs/**` is `/docs` and all below it.
   */
  readonly routes?: readonly string[];
  /** `GET`, `POST`, … */
  readonly methods?: readonly string[];
  /** Status codes and classes of them: `404`, `'2xx'`. */
  readonly statuses?: readonly (number | AuditStatusClass)[];
}

/** All status codes with the same first digit. */
export type AuditStatusClass = '1xx' | '2xx' | '3xx' | '4xx' | '5xx';

const READ_WELL = { methods: ['GET', 'HEAD'], statuses: ['2xx', '3xx'] } as const;

/** Probes and static files leave no entry when they are read and found; of everything else the changes are kept. */
const DEFAULT_POLICY: readonly AuditPolicyRule[] = [
  { level: 'none', routes: ['/health/**', '/healthz', '/livez', '/readyz', '/metrics'], ...READ_WELL },
  { level: 'none', routes: ['/favicon.ico', '/robots.txt', '/assets/**', '/static/**', '/public/**'], ...READ_WELL },
  { level: 'none', routes: ['/**/*.{css,js,mjs,map,png,jpg,jpeg,gif,svg,ico,webp,woff,woff2,ttf}'], ...READ_WELL },
  { level: 'changes' },
];

/** What a policy looks at. */
export interface PolicySubject {
  readonly method: string;
  /** The pattern of the route; null when none matched or none is known. */
  readonly route: string | null;
  readonly path: string;
  /** Undefined while it is not known: rules that ask for it are passed over. Null when there was no answer. */
  readonly statusCode: number | null | undefined;
}

interface CompiledRule {
  readonly level: AuditLevel;
  readonly routes: readonly RegExp[] | undefined;
  readonly methods: readonly string[] | undefined;
  readonly statuses: readonly string[] | undefined;
}

/** Decisions that are remembered; there are as many as routes, times their methods and the statuses they answer with. */
const MOST_KNOWN = 5_000;

/** A host's rules, and after them those of {@link DEFAULT_POLICY}: the first that matches says the level. */
export class AuditPolicy {
  readonly #rules: readonly CompiledRule[];
  /** By route, then by method and status. */
  readonly #known = new Map<string, Map<string, AuditLevel>>();
  #knownCount = 0;

  constructor(rules: readonly AuditPolicyRule[]) {
    this.#rules = [...rules, ...DEFAULT_POLICY].map(compiled);
  }

  levelOf(subject: PolicySubject): AuditLevel {
    const { method, route, statusCode } = subject;
    if (route === null || route.includes('*')) return this.#decide(subject);
    const ofRoute = this.#known.get(route);
    const key = `${method} ${statusCode}`; // a short text; one with the route in it would cost more than the look-up
    const known = ofRoute?.get(key);
    if (known !== undefined) return known;
    const level = this.#decide(subject);
    if (this.#knownCount < MOST_KNOWN) {
      this.#knownCount += 1;
      if (ofRoute === undefined) this.#known.set(route, new Map([[key, level]]));
      else ofRoute.set(key, level);
    }
    return level;
  }

  #decide(subject: PolicySubject): AuditLevel {
    return this.#rules.find((rule) => isMatch(rule, subject))?.level ?? 'changes';
  }
}

function compiled({ level, routes, methods, statuses }: AuditPolicyRule): CompiledRule {
  return { level, methods, routes: routes?.map(patternOf), statuses: statuses?.map(String) };
}

/** `/docs/**` holds `/docs` too; `{a,b}` is either. */
function patternOf(glob: string): RegExp {
  const source = glob
    .replaceAll(/[.+?^$()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\{([^{}]*)\}/g, (_, either: string) => `(?:${either.replaceAll(',', '|')})`)
    .replaceAll(
      /\/\*\*(?=\/|$)|\*\*|\*/g,
      (stars) => ({ '/**': '(?:/.*)?', '**': '.*', '*': '[^/]*' })[stars] ?? stars,
    );
  return new RegExp(`^${source}$`);
}

function isMatch({ routes, methods, statuses }: CompiledRule, subject: PolicySubject): boolean {
  if (methods !== undefined && !methods.includes(subject.method)) return false;
  if (statuses !== undefined && !hasStatus(statuses, subject.statusCode)) return false;
  return routes === undefined || routes.some((route) => namesOf(subject).some((name) => route.test(name)));
}

function hasStatus(statuses: readonly string[], statusCode: PolicySubject['statusCode']): boolean {
  if (statusCode === undefined || statusCode === null) return false;
  return statuses.includes(String(statusCode)) || statuses.includes(`${Math.floor(statusCode / 100)}xx`);
}

/** A known route has its pattern alone: a path is the client's word, and could be chosen to look like another one. */
function namesOf({ route, path }: PolicySubject): readonly string[] {
  if (route === null) return [path];
  return route.includes('*') ? [route, path] : [route];
}
