import { DataSource } from 'typeorm';
import { SETTING_KEYS } from '../../src/settings/setting-catalogue.ts';
import { SettingsService } from '../../src/settings/settings.service.ts';
import { ADMIN_EMAIL, ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createUser, giveRole, type TestUser, USER_PASSWORD } from '../support/users.ts';

const SIGNING_KEY = 'data_upload.signing_key';

interface SettingBody {
  readonly key: string;
  readonly value: unknown;
  readonly isSet: boolean;
}

let test: TestApp;
let token: string;
let admin: { readonly id: string };

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  token = await signIn(test);
  admin = (await call<{ id: string }>(test, 'GET /auth/me', { token })).body;
  await sql(`INSERT INTO roles (name, description, permissions) VALUES ('reader', '', '{settings:read}')`);
});
afterAll(() => test.close());
beforeEach(() => sql('DELETE FROM settings'));

const sql = (query: string, parameters: unknown[] = []) => test.app.get(DataSource).query(query, parameters);
const set = (key: string, value: unknown) => call(test, `PUT /settings/${key}`, { token, json: { value } });
const read = (key: string) => call<SettingBody>(test, `GET /settings/${key}`, { token });
const settings = () => test.app.get(SettingsService, { strict: false });
const signInAs = ({ email }: TestUser) => signIn(test, { email, password: USER_PASSWORD });

const entryOf = async (headers: Headers) => {
  const entries = await auditEntries(test, 'request_id = $1', [headers.get('x-request-id')]);
  expect(entries).toHaveLength(1);
  return entries[0]!;
};
const changesIn = (entry: Record<string, unknown>, name = 'changes') =>
  (entry['metadata'] as Record<string, unknown>)[name];

async function reader(): Promise<TestUser & { readonly token: string }> {
  const user = await createUser(test);
  await giveRole(test, { id: user.id, role: 'reader' });
  return { ...user, token: await signInAs(user) };
}

describe('GET /settings', () => {
  it('should give all settings in the order of the catalogue, with their defaults', async () => {
    const { status, body } = await call<{ data: SettingBody[] }>(test, 'GET /settings', { token });
    expect(status).toBe(200);
    expect(body.data.map(({ key }) => key)).toEqual(SETTING_KEYS);
    expect(body.data.filter(({ isSet }) => isSet)).toEqual([]);
    expect(body.data[3]).toEqual({
      key: 'session.length_minutes',
      description: expect.stringContaining('Minutes until'),
      value: 480,
      default: 480,
      isSecret: false,
      isSet: false,
      schema: { type: 'integer', minimum: 5, maximum: 1440 },
      updatedAt: null,
      updatedBy: null,
    });
    expect(body.data[5]).toEqual({
      key: SIGNING_KEY,
      description: expect.any(String),
      value: null,
      default: null,
      isSecret: true,
      isSet: false,
      schema: { type: 'string', minLength: 32, maxLength: 512, nullable: true },
      updatedAt: null,
      updatedBy: null,
    });
  });

  it('should leave out rows that this version does not know', async () => {
    await sql(`INSERT INTO settings VALUES ('of.another_version', '1', now(), 'x', 'x@example.com')`);
    const { body } = await call<{ data: SettingBody[] }>(test, 'GET /settings', { token });
    expect(body.data).toHaveLength(SETTING_KEYS.length);
    expect((await read('of.another_version')).status).toBe(404);
  });

  it('should need settings:read, and be content with it', async () => {
    const nobody = await signInAs(await createUser(test));
    for (const route of ['GET /settings', 'GET /settings/session.length_minutes']) {
      expect((await call(test, route)).status).toBe(401);
      expect(await call(test, route, { token: nobody })).toMatchObject({
        status: 403,
        body: { code: 'FORBIDDEN', detail: expect.stringContaining('settings:read') },
      });
      expect((await call(test, route, { token: (await reader()).token })).status).toBe(200);
    }
  });
});

describe('GET /settings/{key}', () => {
  it.each(['no.such_setting', 'constructor', 'SESSION.LENGTH_MINUTES', '%00', 'a%2Fb'])(
    'should know no setting %s',
    async (key) => {
      expect(await read(key)).toMatchObject({ status: 404, body: { code: 'SETTING_NOT_FOUND' } });
    },
  );
});

describe('PUT /settings/{key}', () => {
  it('should set the value, and tell the log what it was', async () => {
    const { status, body, headers } = await set('session.length_minutes', 60);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      key: 'session.length_minutes',
      value: 60,
      default: 480,
      isSet: true,
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/),
      updatedBy: { id: admin.id, email: ADMIN_EMAIL },
    });
    expect((await read('session.length_minutes')).body).toEqual(body);
    expect(await settings().get('session.length_minutes')).toBe(60);
    const entry = await entryOf(headers);
    expect(entry).toMatchObject({
      category: 'system_setting',
      action_type: 'update',
      resource_type: 'setting',
      resource_id: 'session.length_minutes',
      status: 'success',
      user_id: admin.id,
      user_label: ADMIN_EMAIL,
      description: `${ADMIN_EMAIL} updated setting session.length_minutes`,
    });
    expect(changesIn(entry)).toEqual({ value: { from: 480, to: 60 } });
  });

  it('should tell of no change when the value was the same', async () => {
    const first = await set('sign_in.lock_minutes', 15);
    expect(first).toMatchObject({ status: 200, body: { value: 15, isSet: true } });
    const second = await set('sign_in.lock_minutes', 15);
    for (const { headers } of [first, second]) {
      const entry = await entryOf(headers);
      expect(entry).toMatchObject({ status: 'success', resource_id: 'sign_in.lock_minutes' });
      expect(changesIn(entry) ?? {}).toEqual({});
    }
  });

  it('should tell the other instances at once', async () => {
    const other = await createTestApp(ADMIN_SETTINGS, { reach: () => test.databaseUrl });
    try {
      for (const minutes of [30, 40]) {
        await set('session.length_minutes', minutes);
        expect(await other.app.get(SettingsService, { strict: false }).get('session.length_minutes')).toBe(minutes);
      }
    } finally {
      await other.close();
    }
  });

  it.each([
    ['session.length_minutes', 4, 'value must be a whole number from 5 to 1440'],
    ['session.length_minutes', 1441, 'value must be a whole number from 5 to 1440'],
    ['session.length_minutes', '60', 'value must be a whole number from 5 to 1440'],
    ['session.length_minutes', 60.5, 'value must be a whole number from 5 to 1440'],
    ['session.length_minutes', null, 'value must be a whole number from 5 to 1440'],
    ['session.length_minutes', { minutes: 60 }, 'value must be a whole number from 5 to 1440'],
    ['data_upload.max_bytes', 10_737_418_241, 'value must be a whole number from 1024 to 10737418240'],
    ['password.min_length', undefined, 'value must be a whole number from 12 to 128'],
    [SIGNING_KEY, 'x'.repeat(31), 'value must be a text of 32 to 512 characters, or null'],
    [SIGNING_KEY, 'x'.repeat(513), 'value must be a text of 32 to 512 characters, or null'],
    [SIGNING_KEY, undefined, 'value must be a text of 32 to 512 characters, or null'],
    [SIGNING_KEY, 12, 'value must be a text of 32 to 512 characters, or null'],
  ])('should refuse for %s the value %j', async (key, value, reason) => {
    const { status, body, headers } = await set(key, value);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ field: 'value', reason }] });
    expect(await sql('SELECT * FROM settings')).toEqual([]);
    expect(await entryOf(headers)).toMatchObject({
      category: 'system_setting',
      action_type: 'update',
      resource_type: 'setting',
      resource_id: key,
      status: 'failure',
      user_id: admin.id,
      description: expect.stringMatching(
        new RegExp(`^${ADMIN_EMAIL} tried to update setting ${key} and was refused: `),
      ),
    });
  });

  it('should refuse other fields', async () => {
    const json = { value: 60, key: 'session.length_minutes' };
    const answer = await call(test, 'PUT /settings/session.length_minutes', { token, json });
    expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ field: 'key' }] } });
    expect((await read('session.length_minutes')).body.value).toBe(480);
  });

  it('should know no other setting', async () => {
    const { status, body, headers } = await set('no.such_setting', 1);
    expect({ status, code: body['code'] }).toEqual({ status: 404, code: 'SETTING_NOT_FOUND' });
    expect(await entryOf(headers)).toMatchObject({
      category: 'system_setting',
      resource_id: 'no.such_setting',
      status: 'failure',
      user_label: ADMIN_EMAIL,
    });
    expect(await sql('SELECT * FROM settings')).toEqual([]);
  });

  it('should need settings:write', async () => {
    const { id, email, token: theirs } = await reader();
    const refused = await call(test, 'PUT /settings/session.length_minutes', { token: theirs, json: { value: 60 } });
    expect(refused).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await entryOf(refused.headers)).toMatchObject({
      category: 'system_setting',
      resource_id: 'session.length_minutes',
      status: 'failure',
      user_id: id,
      user_label: email,
      description:
        `${email} tried to update setting session.length_minutes and was refused: ` +
        'permission settings:write is missing',
    });
    const nobody = await call(test, 'PUT /settings/session.length_minutes', { json: { value: 60 } });
    expect(nobody.status).toBe(401);
    expect(await entryOf(nobody.headers)).toMatchObject({ category: 'system_setting', actor_type: 'anonymous' });
    expect((await read('session.length_minutes')).body.value).toBe(480);
  });

  it('should let changes at the same time follow each other, the first one included', async () => {
    const values = Array.from({ length: 20 }, (_, index) => 1000 + index);
    const answers = await Promise.all(values.map((value) => set('audit.retention_days', value)));
    expect(answers.map(({ status, body }) => [status, body['value']])).toEqual(values.map((value) => [200, value]));
    const entries = await Promise.all(answers.map(({ headers }) => entryOf(headers)));
    const steps = new Map(
      entries.map((entry) => {
        const { value } = changesIn(entry) as { value: { from: number; to: number } };
        return [value.from, value.to];
      }),
    );
    const chain: number[] = [];
    for (let at = steps.get(2557); at !== undefined && chain.length < 21; at = steps.get(at)) chain.push(at);
    expect(chain.toSorted((a, b) => a - b)).toEqual(values);
    expect((await read('audit.retention_days')).body.value).toBe(chain.at(-1));
  });
});

describe('a stored value that does not fit', () => {
  it.each(['"60"', '4', 'null', '{"value": 60}'])('should give way to the default: %s', async (stored) => {
    const warnings: unknown[] = [];
    const quiet = () => {};
    test.app.useLogger({ log: quiet, error: quiet, warn: (message: unknown) => void warnings.push(message) });
    try {
      await set('session.length_minutes', 60);
      await sql('UPDATE settings SET value = $1::jsonb, updated_at = clock_timestamp()', [stored]);
      expect(await settings().get('session.length_minutes')).toBe(480);
      expect((await read('session.length_minutes')).body).toMatchObject({ value: 480, isSet: false });
      expect(warnings).toEqual([
        'The stored value of session.length_minutes does not fit: it must be a whole number from 5 to 1440. ' +
          'The default is used until it is set anew.',
      ]);
      const { headers } = await set('session.length_minutes', 90);
      expect(changesIn(await entryOf(headers))).toEqual({ value: { from: 480, to: 90 } });
      expect(await settings().get('session.length_minutes')).toBe(90);
    } finally {
      test.app.useLogger(false);
    }
  });
});
