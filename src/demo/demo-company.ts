import type { Permission } from '../access/permissions.ts';

/** The addresses of the demo's people; `.example` belongs to nobody (RFC 2606). */
export const DEMO_DOMAIN = 'harbour.example';

/** One person of the demo company. */
export interface Person {
  readonly email: string;
  readonly name: string;
  /** Beside `user`, which everybody has. */
  readonly roles: readonly string[];
  /** Where they usually work from. */
  readonly ipAddress: string;
  readonly userAgent: string;
}

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0';
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15';

function person(name: string, roles: readonly string[], ipAddress: string, userAgent: string): Person {
  const [first = '', last = ''] = name.toLowerCase().split(' ');
  return { email: `${first}.${last}@${DEMO_DOMAIN}`, name, roles, ipAddress, userAgent };
}

/** The people of the Harbour Trading Company. The addresses are of networks reserved for documentation (RFC 5737). */
export const PEOPLE = {
  olivia: person('Olivia Reyes', ['admin'], '198.51.100.10', SAFARI),
  marcus: person('Marcus Lindqvist', ['admin'], '198.51.100.11', FIREFOX),
  amara: person('Amara Okafor', ['auditor'], '203.0.113.77', CHROME),
  yuki: person('Yuki Tanaka', ['accountant'], '198.51.100.21', CHROME),
  pedro: person('Pedro Almeida', ['accountant'], '198.51.100.22', CHROME),
  ingrid: person('Ingrid Solberg', ['treasurer'], '198.51.100.31', FIREFOX),
  tomas: person('Tomas Novak', ['clerk'], '198.51.100.41', CHROME),
  leila: person('Leila Haddad', ['clerk'], '198.51.100.42', SAFARI),
} as const satisfies Readonly<Record<string, Person>>;

/** A role of the company's own. */
export interface DemoRole {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
}

export const ROLES: readonly DemoRole[] = [
  {
    name: 'accountant',
    description: 'Brings in the ledger and reconciles it.',
    permissions: ['data:read', 'data:upload', 'data:reconcile'],
  },
  { name: 'treasurer', description: 'Brings in the bank statements.', permissions: ['data:read', 'data:upload'] },
  { name: 'clerk', description: 'Looks things up.', permissions: ['data:read', 'users:read'] },
];
