import { DataSource } from 'typeorm';
import type { AuditLog } from '../../../src/audit/index.ts';
import { ADMIN_SETTINGS, call, signIn } from '../../support/api.ts';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { logRow, storeRows } from '../../support/log-rows.ts';

const REQUEST = '019ab2f0-5c1c-7d3e-9b1f-5b2c8e0a4d21';
const BOB = { userId: 'u-7', userLabel: 'bob@example.com', ipAddress: '203.0.113.9' } as const;
const UPLOAD = { category: 'data_operation', resourceType: 'data_upload', resourceId: '42' } as const;
const HOUR_MS = 3_600_000;

const october = (time: string): Date => new Date(`2026-10-21T${time}Z`);
const recently = (hoursAgo: number): Date => new Date(Date.now() - hoursAgo * HOUR_MS);

/** What has happened in the log that the documents ask: on 21 October 2026, and in the last days. */
function rows(): readonly AuditLog[] {
  return [
    logRow({
      ...BOB,
      ...UPLOAD,
      timestamp: october('08:30:00'),
      actionType: 'upload',
      description: 'bob@example.com uploaded the march ledger',
      tenantId: 'acme',
      requestId: REQUEST,
      metadata: { context: { spanId: '1'.repeat(16) } },
    }),
    logRow({
      ...UPLOAD,
      timestamp: october('08:30:01'),
      actionType: 'import',
      actorType: 'system',
      userId: 'u-7',
      userLabel: 'bob@example.com',
      description: 'The system on behalf of bob@example.com imported the march ledger',
      requestId: REQUEST,
      metadata: { context: { spanId: '2'.repeat(16), parentSpanId: '1'.repeat(16) } },
    }),
    ...[5, 4, 3, 2].map((hours) =>
      logRow({
        timestamp: recently(1 + hours / 100),
        category: 'authentication',
        actionType: 'login',
        status: 'failure',
        severity: 'WARNING',
        actorType: 'anonymous',
        userLabel: 'bob@example.com',
        ipAddress: BOB.ipAddress,
        description: 'bob@example.com (not signed in) tried to sign in and was refused: wrong password',
      }),
    ),
    logRow({ ...BOB, timestamp: recently(1), category: 'authentication', actionType: 'login' }),
    logRow({ ...BOB, ...UPLOAD, timestamp: recently(30), actionType: 'read' }),
    logRow({ timestamp: recently(6), userId: 'u-1', description: 'ada@example.com updated user bob@example.com' }),
    logRow({
      ...BOB,
      timestamp: recently(2),
      category: 'error',
      actionType: 'exception',
      status: 'error',
      severity: 'CRITICAL',
      errorType: 'TypeError',
      errorFingerprint: 'v2:0c9f3e1b7a5d2c4e6f8091a2',
      metadata: { error: { message: 'x is not a function' } },
    }),
    logRow({ ...BOB, timestamp: recently(3), metadata: { context: { impersonator: { id: 'u-9', label: 'sue' } } } }),
    logRow({
      timestamp: recently(4),
      category: 'administrative',
      actionType: 'audit_gap',
      actorType: 'system',
      severity: 'CRITICAL',
      metadata: { count: 3, reason: 'no room' },
    }),
    logRow({ timestamp: recently(5), severity: 'ERROR', status: 'error', errorType: 'TypeError' }),
  ];
}

/** An application with a log in which every question of the documents has an answer. */
export async function createAskedLog(): Promise<TestApp> {
  const test = await createTestApp(ADMIN_SETTINGS);
  await storeRows(test.app, rows());
  const token = await signIn(test);
  await call(test, 'PUT /settings/session.length_minutes', { token, json: { value: 60 } });
  const role = await call(test, 'POST /roles', {
    token,
    json: { name: 'clerk', description: 'Looks.', permissions: ['data:read'] },
  });
  if (role.status !== 201) throw new Error(JSON.stringify(role.body));
  await call(test, 'POST /auth/logout', { token });
  const url = `${test.url}/api/v1/audit-logs/export?format=csv`;
  await (await fetch(url, { headers: { authorization: `Bearer ${await signIn(test)}` } })).text();
  await test.app.get(DataSource).query('SELECT audit_log_rollups_compact()');
  return test;
}
