// Entries as an application makes them, of every kind in about the mix of a working day: mostly requests that went well,
// changes, sign-ins, some refusals, a few faults. They go through the library like all others, so that rows are real ones.
import { randomBytes, randomUUID } from 'node:crypto';

const USERS = 200;
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
  'okhttp/4.12.0',
];

const users = Array.from({ length: USERS }, (_, index) => ({
  type: 'user',
  id: randomUUID(),
  label: `person${index}@example.com`,
  sessionId: randomUUID(),
}));
const addresses = Array.from({ length: USERS }, (_, index) => `10.${index % 7}.${index % 31}.${index}`);

/** Of twenty entries: nine reads, five changes, two sign-ins, two refusals, a fault, and one of a job. */
const MIX = [
  ...Array.from({ length: 9 }, () => read),
  ...Array.from({ length: 5 }, () => change),
  ...Array.from({ length: 2 }, () => signIn),
  ...Array.from({ length: 2 }, () => refusal),
  fault,
  job,
];

/** The entry of this number, with where it comes from. */
export function entryOf(number) {
  const user = users[number % USERS];
  const isJob = MIX[number % MIX.length] === job;
  const origin = {
    actor: isJob ? undefined : user,
    requestId: isJob ? null : randomUUID(),
    traceId: randomBytes(16).toString('hex'),
    ipAddress: isJob ? null : addresses[number % USERS],
    userAgent: isJob ? null : AGENTS[number % AGENTS.length],
  };
  return {
    origin,
    entry: { ...MIX[number % MIX.length](number, user), span: { spanId: randomBytes(8).toString('hex') } },
  };
}

function read(number) {
  const path = `/api/v1/reconciliations/${number % 5_000}/items`;
  return {
    category: 'request',
    action: 'request',
    object: `GET ${path}`,
    status: 'success',
    http: http('GET', path, 200),
  };
}

function change(number, user) {
  const path = `/api/v1/users/${user.id}`;
  return {
    category: 'user_management',
    action: 'update',
    resource: 'user',
    resourceId: user.id,
    object: `user ${user.label}`,
    status: 'success',
    changes: {
      name: { from: `Person ${number - 1}`, to: `Person ${number}` },
      roles: { from: ['user'], to: ['user', 'auditor'] },
      isActive: { from: false, to: true },
      updatedAt: { from: '2026-11-23T18:30:12.345Z', to: '2026-11-24T07:01:44.101Z' },
    },
    http: http('PATCH', path, 200),
  };
}

function signIn() {
  return {
    category: 'authentication',
    action: 'login',
    resource: 'session',
    resourceId: randomUUID(),
    status: 'success',
    http: http('POST', '/api/v1/auth/login', 200),
  };
}

function refusal(number) {
  return {
    category: 'data_operation',
    action: 'create',
    resource: 'data_upload',
    reason: `the file sales-${number}.csv has been uploaded before`,
    status: 'failure',
    http: http('POST', '/api/v1/data-uploads', 409),
  };
}

function fault(number) {
  const path = `/api/v1/reconciliations/${number}`;
  return {
    category: 'error',
    action: 'exception',
    object: `GET ${path}`,
    error: new TypeError("Cannot read properties of undefined (reading 'total')"),
    status: 'error',
    http: http('GET', path, 500),
  };
}

function job() {
  return {
    category: 'data_operation',
    action: 'import',
    resource: 'data_upload',
    resourceId: randomUUID(),
    status: 'success',
    metadata: { acceptedLines: 1_204, refusedLines: 3, seconds: 2.4 },
  };
}

function http(method, path, statusCode) {
  return {
    method,
    route: path.replaceAll(/\/[\da-f-]*\d[\da-f-]*(?=\/|$)/g, '/:id'),
    path,
    query: method === 'GET' ? { page: '2', pageSize: '50' } : undefined,
    statusCode,
    durationMs: 12.4,
    outcome: 'completed',
  };
}
