// What happens, in about the mix of a working application. The sentences are those of src/audit/entry/sentence.ts.
import { uuidFrom } from './people.mjs';

/** In about half of the sentences. */
export const COMMON_WORD = 'Reconciliation';

/** In one sentence of {@link RARE_EVERY}, spread over all months. */
export const RARE_WORD = 'zwiebelturm';
const RARE_EVERY = 100_000;

const FAULTS = [
  ['TypeError', "Cannot read properties of undefined (reading 'total')"],
  ['QueryFailedError', 'canceling statement due to statement timeout'],
  ['ECONNREFUSED', 'connect ECONNREFUSED 10.0.0.12:5432'],
  ['ETIMEDOUT', 'the bank did not answer within 10 s'],
  ['RangeError', 'Invalid currency code: XXL'],
  ['CsvError', 'Invalid Record Length: columns length is 7, got 6 on line 4811'],
];

const http = (method, route, path, statusCode, dice) =>
  `"http":{"method":"${method}","route":"${route}","path":"${path}","statusCode":${statusCode},"durationMs":${1 + dice.skewedBelow(900)}.${dice.below(10)},"outcome":"completed"}`;

function read(who, dice) {
  const number = dice.skewedBelow(50_000);
  const path = `/api/v1/reconciliations/${number}/items`;
  return {
    category: 'request',
    action: 'request',
    description: `${who.label} called GET ${path}`,
    metadata: http('GET', '/api/v1/reconciliations/:id/items', path, 200, dice),
  };
}

function readUsers(who, dice) {
  return {
    category: 'request',
    action: 'request',
    description: `${who.label} called GET /api/v1/users`,
    metadata: `${http('GET', '/api/v1/users', '/api/v1/users', 200, dice)},"query":{"page":"${1 + dice.skewedBelow(40)}","pageSize":"50"}`,
  };
}

function update(who, dice, { people }) {
  const other = people[dice.skewedBelow(people.length)];
  const path = `/api/v1/users/${other.id}`;
  const changes = `"changes":{"name":{"from":"Person ${dice.below(1_000)}","to":"Person ${dice.below(1_000)}"},"roles":{"from":["user"],"to":["user","auditor"]},"updatedAt":{"from":"2026-01-23T18:30:12.345Z","to":"2026-02-24T07:01:44.101Z"}}`;
  return {
    category: 'user_management',
    action: dice.oneOf(['update', 'update', 'update', 'activate', 'deactivate']),
    resource: 'user',
    resourceId: other.id,
    description: `${who.label} updated user ${other.label}`,
    metadata: `${http('PATCH', '/api/v1/users/:id', path, 200, dice)},${changes}`,
  };
}

function assign(who, dice, { people }) {
  const other = people[dice.skewedBelow(people.length)];
  const role = dice.oneOf(['auditor', 'accountant', 'viewer', 'operator']);
  return {
    category: 'role_permission',
    action: dice.oneOf(['assign', 'assign', 'revoke']),
    resource: 'role',
    resourceId: role,
    description: `${who.label} assigned role ${role} to ${other.label}`,
    metadata: http('POST', '/api/v1/users/:id/roles', `/api/v1/users/${other.id}/roles`, 201, dice),
  };
}

function signIn(who, dice) {
  return {
    category: 'authentication',
    action: dice.oneOf(['login', 'login', 'logout']),
    resource: 'session',
    resourceId: uuidFrom(dice),
    description: `${who.label} signed in`,
    metadata: http('POST', '/api/v1/auth/login', '/api/v1/auth/login', 200, dice),
  };
}

function upload(who, dice, { number }) {
  const file = number % RARE_EVERY === 17 ? `the ${RARE_WORD} of ${number}.csv` : `sales-${dice.below(1_000_000)}.csv`;
  return {
    category: 'data_operation',
    action: dice.oneOf(['upload', 'upload', 'import']),
    resource: 'data_upload',
    resourceId: uuidFrom(dice),
    description: `${who.label} uploaded ${file} with ${dice.skewedBelow(90_000)} lines`,
    metadata: `${http('POST', '/api/v1/data-uploads', '/api/v1/data-uploads', 201, dice)},"file":{"bytes":${dice.below(9_000_000)},"sha256":"${dice.hex(64)}"}`,
  };
}

function run(who, dice) {
  const id = uuidFrom(dice);
  return {
    category: 'data_operation',
    action: 'run',
    resource: 'reconciliation',
    resourceId: id,
    description: `${who.label} ran ${COMMON_WORD.toLowerCase()} ${id.slice(0, 8)}: ${dice.skewedBelow(9_000)} matched`,
    metadata: http('POST', '/api/v1/reconciliations/:id/runs', `/api/v1/reconciliations/${id}/runs`, 202, dice),
  };
}

function setting(who, dice) {
  const key = dice.oneOf(['sessions.idleMinutes', 'imports.maxLines', 'audit.retentionDays', 'matching.tolerance']);
  return {
    category: 'system_setting',
    action: 'update',
    resource: 'setting',
    resourceId: key,
    description: `${who.label} updated setting ${key}`,
    metadata: `${http('PUT', '/api/v1/settings/:key', `/api/v1/settings/${key}`, 200, dice)},"changes":{"value":{"from":${dice.below(90)},"to":${dice.below(90)}}}`,
  };
}

function refusal(who, dice) {
  return {
    category: 'authentication',
    action: 'login',
    status: 'failure',
    severity: 'WARNING',
    errorType: 'AUTH_CREDENTIALS_INVALID',
    fingerprint: 'a0c1d2e3f4a5b6c7',
    description: `${who.label} tried to sign in and was refused: e-mail or password is wrong`,
    metadata: http('POST', '/api/v1/auth/login', '/api/v1/auth/login', 401, dice),
  };
}

function fault(who, dice) {
  const kind = dice.skewedBelow(FAULTS.length);
  const [name, message] = FAULTS[kind];
  const place = dice.skewedBelow(20);
  const path = `/api/v1/reconciliations/${dice.below(50_000)}`;
  const stack = Array.from(
    { length: 6 },
    (_, at) => `at Matching.step${at} (src/reconciliations/matching/step-${place}.ts:${10 + at}:${4 + at})`,
  );
  return {
    category: 'error',
    action: 'exception',
    status: 'error',
    severity: place === 3 ? 'CRITICAL' : 'ERROR',
    errorType: name,
    fingerprint: `f${kind}${String(place).padStart(2, '0')}d2e3f4a5b6c7`,
    description: `${who.label} tried to call GET ${path} and it failed: ${message}`,
    metadata: `${http('GET', '/api/v1/reconciliations/:id', path, 500, dice)},"error":${JSON.stringify({ name, message, stack: stack.join('\n') })}`,
  };
}

/** Of a hundred entries: how many of which kind. About 2 % went wrong. */
const MIX = [
  ...Array.from({ length: 38 }, () => read),
  ...Array.from({ length: 12 }, () => readUsers),
  ...Array.from({ length: 9 }, () => update),
  ...Array.from({ length: 3 }, () => assign),
  ...Array.from({ length: 12 }, () => signIn),
  ...Array.from({ length: 13 }, () => upload),
  ...Array.from({ length: 10 }, () => run),
  setting,
  refusal,
  fault,
];

/** The kind of the entry of this number; those with the rare word have theirs. */
export const kindOf = (number, dice) => (number % RARE_EVERY === 17 ? upload : MIX[dice.below(MIX.length)]);
