import { DataSource } from 'typeorm';
import { auditedActions } from '../../src/inventory/audited-actions.ts';
import { createInventoryApp } from '../../src/inventory/inventory-app.ts';
import { ADMIN_SETTINGS, auditEntries, call, type CallOptions, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createUser, USER_PASSWORD } from '../support/users.ts';

/** What the mission of the log names: each has to be found in it, and to have succeeded. */
const NAMED: readonly [category: string, action: string, resource: string][] = [
  ['authentication', 'login', 'user'],
  ['authentication', 'logout', 'user'],
  ['authentication', 'password_change', 'user'],
  ['authentication', 'lock', 'user'],
  ['user_management', 'create', 'user'],
  ['user_management', 'update', 'user'],
  ['user_management', 'activate', 'user'],
  ['user_management', 'deactivate', 'user'],
  ['user_management', 'delete', 'user'],
  ['role_permission', 'create', 'role'],
  ['role_permission', 'update', 'role'],
  ['role_permission', 'delete', 'role'],
  ['role_permission', 'assign', 'role'],
  ['role_permission', 'revoke', 'role'],
  ['data_operation', 'upload', 'data_upload'],
  ['data_operation', 'schedule', 'data_upload'],
  ['data_operation', 'import', 'data_upload'],
  ['data_operation', 'schedule', 'reconciliation'],
  ['data_operation', 'run', 'reconciliation'],
  ['system_setting', 'update', 'setting'],
  ['administrative', 'revoke', 'session'],
  ['administrative', 'password_reset', 'user'],
  ['administrative', 'unlock', 'user'],
  ['administrative', 'schedule', 'job'],
  ['administrative', 'run', 'job'],
  ['administrative', 'read', 'system_overview'],
  ['administrative', 'read', 'audit_log'],
  ['administrative', 'export', 'audit_log'],
  ['administrative', 'schedule', 'audit_export'],
  ['administrative', 'export', 'audit_export'],
  ['administrative', 'cancel', 'audit_export'],
  ['administrative', 'create', 'audit_hold'],
  ['administrative', 'revoke', 'audit_hold'],
  ['administrative', 'read', 'audit_archive'],
  ['administrative', 'export', 'audit_archive'],
];

let test: TestApp;
let token: string;

const sql = (query: string): Promise<unknown> => test.app.get(DataSource).query(query);
const demand = async (route: string, options: CallOptions = {}): Promise<Record<string, unknown>> => {
  const { status, body } = await call(test, route, { token, ...options });
  if (status >= 300) throw new Error(`${route}: ${status} ${JSON.stringify(body)}`);
  return body;
};

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  token = await signIn(test);
  await accounts();
  await roles();
  await books();
  await administration();
  await exports();
  await keeping();
}, 60_000);
afterAll(() => test.close());

async function accounts(): Promise<void> {
  const user = await createUser(test);
  const theirs = await signIn(test, { email: user.email, password: USER_PASSWORD });
  const json = { currentPassword: USER_PASSWORD, newPassword: 'another one that nobody guesses' };
  await demand('POST /auth/password', { token: theirs, json });
  await demand('POST /auth/logout', { token: theirs });
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await call(test, 'POST /auth/login', { json: { email: user.email, password: 'wrong' } });
  }
  await demand(`POST /users/${user.id}/unlock`);
  await demand(`PATCH /users/${user.id}`, { json: { name: 'New Name' } });
  await demand(`POST /users/${user.id}/deactivate`);
  await demand(`POST /users/${user.id}/activate`);
  await demand(`POST /users/${user.id}/password-reset`);
  await signIn(test, { email: user.email, password: json.newPassword });
  const { data } = await demand(`GET /users/${user.id}/sessions`);
  await demand(`DELETE /users/${user.id}/sessions/${(data as { id: string }[])[0]!.id}`);
  await demand(`DELETE /users/${user.id}/sessions`);
  await demand(`DELETE /users/${user.id}`);
}

async function roles(): Promise<void> {
  const { id } = await createUser(test);
  const role = await demand('POST /roles', { json: { name: 'clerk', description: 'Looks.', permissions: [] } });
  await demand(`PATCH /roles/${String(role['id'])}`, { json: { description: 'Looks things up.' } });
  await demand(`PUT /roles/${String(role['id'])}/permissions`, { json: { permissions: ['data:read'] } });
  await demand(`PUT /users/${id}/roles/${String(role['id'])}`);
  await demand(`DELETE /users/${id}/roles/${String(role['id'])}`);
  await demand(`DELETE /roles/${String(role['id'])}`);
}

async function books(): Promise<void> {
  const ids: string[] = [];
  for (const kind of ['ledger', 'bank']) {
    const form = new FormData();
    form.set('kind', kind);
    const csv = `reference,date,amount,currency,description\n${kind},2026-10-01,1.00,EUR,\n`;
    form.set('file', new Blob([csv], { type: 'text/csv' }), `${kind}.csv`);
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${test.url}/api/v1/data-uploads`, { method: 'POST', headers, body: form });
    const { id } = (await response.json()) as { id: string };
    await demand(`POST /data-uploads/${id}/import`);
    await until(`/data-uploads/${id}`, 'imported');
    ids.push(id);
  }
  const json = { ledgerUploadId: ids[0], bankUploadId: ids[1] };
  const { id } = await demand('POST /reconciliations', { json });
  await until(`/reconciliations/${String(id)}`, 'done');
}

async function administration(): Promise<void> {
  await demand('PUT /settings/session.length_minutes', { json: { value: 60 } });
  await demand('GET /admin/overview');
  const { data } = await demand('GET /admin/jobs');
  for (const { name } of data as { name: string }[]) {
    const { id } = await demand(`POST /admin/jobs/${name}`);
    while ((await auditEntries(test, `metadata->'job'->>'id' = $1 AND action_type = 'run'`, [id])).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  const { data: entries } = await demand('GET /audit-logs');
  await demand(`GET /audit-logs/${(entries as { id: string }[])[0]!.id}`);
  await demand('GET /audit-logs/errors');
  await fetch(`${test.url}/api/v1/audit-logs/export?format=csv`, { headers: { authorization: `Bearer ${token}` } });
}

/** The second one is held back by a lock on what is to be exported until it is cancelled. */
async function exports(): Promise<void> {
  const { id } = await demand('POST /audit-logs/exports', { json: { format: 'csv' } });
  await until(`/audit-logs/exports/${String(id)}`, 'done');
  await demand('GET /audit-logs/exports');
  await demand(`GET /audit-logs/exports/${String(id)}/manifest`);
  const headers = { authorization: `Bearer ${token}` };
  await fetch(`${test.url}/api/v1/audit-logs/exports/${String(id)}/file`, { headers });
  const runner = test.app.get(DataSource).createQueryRunner();
  await runner.startTransaction();
  await runner.query('LOCK TABLE audit_logs IN ACCESS EXCLUSIVE MODE');
  const other = await demand('POST /audit-logs/exports', { json: { format: 'csv' } });
  await demand(`POST /audit-logs/exports/${String(other['id'])}/cancel`);
  await runner.rollbackTransaction();
  await runner.release();
}

async function keeping(): Promise<void> {
  const { id } = await demand('POST /audit-logs/holds', { json: { reason: 'Case 7', userId: '7' } });
  await demand('GET /audit-logs/holds');
  await demand(`POST /audit-logs/holds/${String(id)}/release`);
  await demand('GET /audit-logs/archive');
  await demand('GET /audit-logs/archive/entries');
  const headers = { authorization: `Bearer ${token}` };
  await fetch(`${test.url}/api/v1/audit-logs/archive/export?format=csv`, { headers });
}

async function until(path: string, status: string): Promise<void> {
  while ((await demand(`GET ${path}`))['status'] !== status) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('the categories', () => {
  it.each(NAMED)('should hold %s %s %s', async (category, action, resource) => {
    const found = await auditEntries(
      test,
      `category = $1 AND action_type = $2 AND resource_type = $3 AND status = 'success'`,
      [category, action, resource],
    );
    expect(found.length).toBeGreaterThan(0);
    for (const { description, user_id: user, actor_type: actor } of found) {
      expect(description).toMatch(/^(admin@example\.com|user-\w+@example\.com|The system) /);
      expect({ user, actor }).toEqual(
        actor === 'user' ? { user: expect.any(String), actor } : { user, actor: 'system' },
      );
    }
  });

  it('should hold everything that the code says it audits', async () => {
    const declared = auditedActions(await createInventoryApp());
    const happened = await auditEntries(test, `status = 'success'`);
    const kinds = new Set(
      happened.map((entry) => [entry['category'], entry['action_type'], entry['resource_type']].join(' ')),
    );
    const missing = declared.filter(
      ({ category, action, resource }) => !kinds.has([category, action, resource].join(' ')),
    );
    expect(missing).toEqual([]);
    expect(NAMED.map((named) => named.join(' ')).filter((named) => !kinds.has(named))).toEqual([]);
  });
});

describe('error events', () => {
  it('should be in a category of their own when they are faults in something without a name', async () => {
    await sql('ALTER TABLE settings RENAME TO settings_away');
    const answer = await call(test, 'GET /settings', { token });
    await sql('ALTER TABLE settings_away RENAME TO settings');
    expect(answer.status).toBe(500);
    const [entry] = await auditEntries(test, 'request_id = $1', [answer.headers.get('x-request-id')]);
    expect(entry).toMatchObject({
      category: 'error',
      action_type: 'exception',
      status: 'error',
      severity: 'ERROR',
      error_type: '42P01',
      user_label: 'admin@example.com',
      description: expect.stringContaining('tried to call GET /api/v1/settings and it failed'),
    });
  });
});
