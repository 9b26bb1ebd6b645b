import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AccessTokens } from '../auth/access-tokens.ts';
import { SignInAttemptsRepository } from '../auth/sign-in-attempts.repository.ts';
import { StartError } from '../start/start.errors.ts';
import { FirstAdminService } from '../users/first-admin.service.ts';
import { PasswordHasher } from '../users/password-hasher.ts';
import { User } from '../users/user.entity.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { DemoClient } from './demo-client.ts';
import { DEMO_DOMAIN, PEOPLE, type Person, ROLES } from './demo-company.ts';

const HOUR = 60 * 60;

/** @throws {StartError} when people work in this database who are not of the demo */
export async function refuseRealDatabase(app: INestApplicationContext): Promise<void> {
  const [{ others } = { others: 0 }] = await app
    .get(DataSource)
    .query<{ readonly others: number }[]>(`SELECT count(*)::int AS others FROM users WHERE email NOT LIKE $1`, [
      `%@${DEMO_DOMAIN}`,
    ]);
  if (others > 1) {
    throw new StartError(
      `There are ${others} accounts in this database that are not of the demo. Its entries could not be removed from their ` +
        'audit log again; use a database of its own, e.g. with DATA_DIR=.data-demo.',
    );
  }
}

/** The first administrator, signed in without a password: whoever runs this holds the database anyway. */
export async function firstAdmin(app: INestApplicationContext, baseUrl: string): Promise<DemoClient> {
  const { email } = await app.get(FirstAdminService, { strict: false }).ensureFirstAdmin();
  const { manager } = app.get(DataSource);
  const account = await app.get(UsersRepository, { strict: false }).findByEmailWithHash(manager, email);
  if (account === null) throw new Error(`${email} has no account.`);
  const origin = { ipAddress: '198.51.100.2', userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Firefox/144.0' };
  const attempts = app.get(SignInAttemptsRepository, { strict: false });
  const sessionId = await attempts.succeed(account, { client: origin, seconds: HOUR });
  if (sessionId === undefined) throw new StartError(`${email} is locked; wait until that is over.`);
  const token = await app.get(AccessTokens, { strict: false }).issue({ userId: account.id, sessionId }, HOUR);
  return new DemoClient(baseUrl, { email, ...origin }, token);
}

/**
 * Opens the company's accounts and roles, as far as they are missing; those that are there get the password of this run.
 * @returns the password of all demo accounts
 */
export async function openAccounts(app: INestApplicationContext, admin: DemoClient): Promise<string> {
  const password = randomBytes(12).toString('base64url');
  const roles = await rolesOf(admin);
  for (const role of ROLES.filter(({ name }) => !roles.has(name))) {
    const { id } = await admin.demand('POST /roles', role);
    roles.set(role.name, String(id));
  }
  for (const person of Object.values(PEOPLE)) await openAccount({ app, admin, roles, password }, person);
  return password;
}

interface Opening {
  readonly app: INestApplicationContext;
  readonly admin: DemoClient;
  readonly roles: ReadonlyMap<string, string>;
  readonly password: string;
}

async function openAccount({ app, admin, roles, password }: Opening, { email, name, roles: wanted }: Person) {
  const { manager } = app.get(DataSource);
  const known = await app.get(UsersRepository, { strict: false }).findByEmailWithHash(manager, email);
  if (known !== null) {
    const passwordHash = await app.get(PasswordHasher, { strict: false }).hash(password);
    const fresh = { passwordHash, isActive: true, failedSignIns: 0, lockedUntil: null, passwordResetRequired: false };
    return void (await manager.update(User, known.id, fresh));
  }
  const { id } = await admin.demand('POST /users', { email, name, password });
  for (const role of wanted) await admin.demand(`PUT /users/${String(id)}/roles/${roles.get(role) ?? role}`);
}

async function rolesOf(admin: DemoClient): Promise<Map<string, string>> {
  const { data } = await admin.demand('GET /roles?limit=200');
  return new Map((data as readonly { readonly id: string; readonly name: string }[]).map(({ id, name }) => [name, id]));
}
