import { rename, rm, writeFile } from 'node:fs/promises';
import { DemoClient } from './demo-client.ts';
import { PEOPLE } from './demo-company.ts';
import type { DemoStage } from './demo-stage.ts';

type Happening = (stage: DemoStage) => Promise<void>;

/** What happens once or now and then, by the number of the working day. */
const ONCE: Readonly<Record<number, Happening>> = {
  2: async (stage) => {
    const admin = await stage.as(PEOPLE.olivia);
    await admin.demand('PUT /settings/password.min_length', { value: 14 });
    await admin.demand('PUT /settings/sign_in.lock_minutes', { value: 30 });
    await admin.call('PUT /settings/session.length_minutes', { value: 'a working day' });
    await admin.demand('PUT /settings/session.length_minutes', { value: 540 });
  },
  4: brokenFile,
  6: lockedOut,
  9: async (stage) => {
    const admin = await stage.as(PEOPLE.olivia);
    const clerk = await roleNamed(stage, 'clerk');
    await admin.demand(`PUT /roles/${clerk}/permissions`, { permissions: ['data:read'] });
    const accountant = await roleNamed(stage, 'accountant');
    await admin.demand(`PUT /users/${await idOf(stage, 'ingrid')}/roles/${accountant}`);
  },
  12: async (stage) => {
    const admin = await stage.as(PEOPLE.marcus);
    await admin.demand(`POST /users/${await idOf(stage, 'leila')}/password-reset`);
    const clerk = await stage.as(PEOPLE.leila);
    await clerk.call('GET /data-uploads');
    await clerk.signOut();
    await resetPassword(stage);
  },
  15: diskAway,
  18: async (stage) => {
    const admin = await stage.as(PEOPLE.marcus);
    await admin.demand(`DELETE /users/${await idOf(stage, 'pedro')}/sessions`);
    await admin.demand('PUT /settings/data_upload.max_bytes', { value: 536_870_912 });
    await admin.demand('PUT /settings/audit.retention_days', { value: 3650 });
  },
  21: async (stage) => {
    const admin = await stage.as(PEOPLE.olivia);
    const accountant = await roleNamed(stage, 'accountant');
    await admin.demand(`DELETE /users/${await idOf(stage, 'ingrid')}/roles/${accountant}`);
    await admin.call(`DELETE /roles/${accountant}`); // somebody has it
    await admin.demand(`POST /users/${await idOf(stage, 'tomas')}/deactivate`);
    await new DemoClient(stage.parts.baseUrl, PEOPLE.tomas).signIn(stage.parts.password);
  },
  24: async (stage) => {
    const admin = await stage.as(PEOPLE.olivia);
    await admin.demand(`POST /users/${await idOf(stage, 'tomas')}/activate`);
    await admin.demand(`PATCH /users/${await idOf(stage, 'leila')}`, { name: 'Leila Haddad-Berg' });
  },
  28: brokenFile,
  33: lockedOut,
};

/** What happens besides the daily work. @param number of the working day, from 0 */
export async function specialDay(stage: DemoStage, number: number): Promise<void> {
  stage.at('13:00');
  await ONCE[number]?.(stage);
  stage.at('15:30');
  if (number % 5 === 4) await auditorsVisit(stage);
  if (number % 10 === 7) await maintenance(stage);
}

async function auditorsVisit(stage: DemoStage): Promise<void> {
  const auditor = await stage.arrive(PEOPLE.amara);
  await auditor.demand('GET /audit-logs?limit=100');
  await auditor.demand('GET /audit-logs/errors');
  await auditor.demand(`GET /audit-logs/export?format=csv&from=${stage.day}T00:00:00.000Z`);
  await auditor.call('POST /users', { email: 'helper@harbour.example' }); // auditors only read
}

async function maintenance(stage: DemoStage): Promise<void> {
  const admin = await stage.as(PEOPLE.marcus);
  await admin.demand('GET /admin/overview');
  await admin.demand('POST /admin/jobs/purge-ended-sessions');
  await admin.call('POST /admin/jobs/defragment');
}

/** Somebody tries passwords from a strange network, until the account is locked. */
async function lockedOut(stage: DemoStage): Promise<void> {
  const stranger = { ...PEOPLE.yuki, ipAddress: '192.0.2.66', userAgent: 'python-requests/2.32.5' };
  const client = new DemoClient(stage.parts.baseUrl, stranger);
  for (let attempt = 1; attempt <= 5; attempt += 1) await client.signIn(`harbour-2026-${attempt}`);
  await new DemoClient(stage.parts.baseUrl, PEOPLE.yuki).signIn(stage.parts.password);
  const admin = await stage.as(PEOPLE.olivia);
  await admin.demand(`POST /users/${await idOf(stage, 'yuki')}/unlock`);
}

/** A file with the wrong columns, which can be uploaded but not imported, and one that is no CSV at all. */
async function brokenFile(stage: DemoStage): Promise<void> {
  const treasurer = await stage.as(PEOPLE.ingrid);
  const csv = `booking day;value;text\n${stage.day};100;rent\n`;
  const { body } = await treasurer.upload({ kind: 'bank', name: `export-${stage.day}.csv`, csv });
  const id = String(body['id']);
  await treasurer.demand(`POST /data-uploads/${id}/import`);
  await stage.settled(treasurer, `/data-uploads/${id}`, ['imported', 'failed']);
  await treasurer.upload({ kind: 'bank', name: 'photo.csv', csv: `\u0000\u0001 ${stage.day}` });
}

/** The disk of the uploads is not mounted: a real fault, for which nobody who asks is to blame. */
async function diskAway(stage: DemoStage): Promise<void> {
  const { uploadsDir } = stage.parts;
  const aside = `${uploadsDir}.aside`;
  const treasurer = await stage.as(PEOPLE.ingrid);
  await rename(uploadsDir, aside);
  await writeFile(uploadsDir, '');
  try {
    for (const name of ['first', 'second']) {
      await treasurer.upload({ kind: 'bank', name: `${name}-try.csv`, csv: `reference\n${name} ${stage.day}\n` });
    }
  } finally {
    await rm(uploadsDir);
    await rename(aside, uploadsDir);
  }
}

/** Leila chooses the password that the demo's accounts share: another one first, because it must not be the old one. */
async function resetPassword(stage: DemoStage): Promise<void> {
  const { baseUrl, password } = stage.parts;
  const between = `${password} for a moment`;
  const client = new DemoClient(baseUrl, PEOPLE.leila);
  await client.signIn(password);
  await client.demand('POST /auth/password', { currentPassword: password, newPassword: between });
  await client.demand('POST /auth/password', { currentPassword: between, newPassword: password });
  await client.signOut();
}

async function idOf(stage: DemoStage, name: keyof typeof PEOPLE): Promise<string> {
  return String((await stage.accountOf(PEOPLE[name]))['id']);
}

async function roleNamed(stage: DemoStage, name: string): Promise<string> {
  const admin = await stage.as(PEOPLE.olivia);
  const { data } = await admin.demand('GET /roles?limit=200');
  const role = (data as readonly { readonly id: string; readonly name: string }[]).find((one) => one.name === name);
  if (role === undefined) throw new Error(`There is no role ${name}.`);
  return role.id;
}
