import { DataSource } from 'typeorm';
import { SettingsService } from '../../src/settings/settings.service.ts';
import { ADMIN_EMAIL, ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

const SIGNING_KEY = 'data_upload.signing_key';
const ROUTE = `/settings/${SIGNING_KEY}`;
const SECRET = 'correct-horse-battery-staple-0123456789';
const OTHER_SECRET = 'purple-monkey-dishwasher-9876543210-abc';
/** Nobody may see a part either. */
const FRAGMENTS = [SECRET.slice(0, 7), SECRET.slice(-10), OTHER_SECRET.slice(0, 6), OTHER_SECRET.slice(-14)];

let test: TestApp;
let token: string;

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  token = await signIn(test);
});
afterAll(() => test.close());
beforeEach(() => sql('DELETE FROM settings'));

const sql = (query: string, parameters: unknown[] = []) => test.app.get(DataSource).query(query, parameters);
const set = (value: unknown) => call(test, `PUT ${ROUTE}`, { token, json: { value } });
const read = () => call(test, `GET ${ROUTE}`, { token });
const settings = () => test.app.get(SettingsService, { strict: false });

/** JSON parsers quote what they stumble over. */
const putBroken = () =>
  call(test, `PUT ${ROUTE}`, {
    token,
    body: `{"value": ${SECRET}}`,
    headers: { 'content-type': 'application/json' },
  });

const entryOf = async (headers: Headers) => {
  const entries = await auditEntries(test, 'request_id = $1', [headers.get('x-request-id')]);
  expect(entries).toHaveLength(1);
  return entries[0]!;
};
const changesIn = (entry: Record<string, unknown>) => (entry['metadata'] as Record<string, unknown>)['changes'];

describe('a secret setting', () => {
  it('should be used, and never be shown', async () => {
    const said: string[] = [];
    const say = (...parts: unknown[]) => void said.push(parts.map(String).join(' '));
    test.app.useLogger({ log: say, warn: say, error: say, debug: say, verbose: say, fatal: say });
    const put = async (value: unknown) => {
      const answer = await set(value);
      const entry = await entryOf(answer.headers);
      return { status: answer.status, body: answer.body, entry, changes: changesIn(entry) };
    };
    try {
      const first = await put(SECRET);
      expect(first).toMatchObject({ status: 200, body: { value: null, isSecret: true, isSet: true } });
      expect(first.entry).toMatchObject({
        category: 'system_setting',
        action_type: 'update',
        resource_type: 'setting',
        resource_id: SIGNING_KEY,
        status: 'success',
        user_label: ADMIN_EMAIL,
        description: `${ADMIN_EMAIL} updated setting ${SIGNING_KEY}`,
      });
      expect(first.changes).toEqual({ isSet: { from: false, to: true } });
      expect(first.entry).toMatchObject({ metadata: { change: 'set' } });
      expect(await settings().get(SIGNING_KEY)).toBe(SECRET);

      const second = await put(OTHER_SECRET);
      expect(second).toMatchObject({ status: 200, body: { value: null, isSet: true } });
      expect(second.changes ?? {}).toEqual({});
      expect(second.entry).toMatchObject({ metadata: { change: 'replaced' } });
      expect(await settings().getMany([SIGNING_KEY, 'data_upload.max_bytes'])).toEqual({
        [SIGNING_KEY]: OTHER_SECRET,
        'data_upload.max_bytes': 268_435_456,
      });

      const refused = [
        await put([SECRET]),
        await put(SECRET.repeat(20)),
        await put({ key: SECRET }),
        await putBroken(),
      ];
      expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
      const list = await call(test, 'GET /settings', { token });
      const places = {
        answers: JSON.stringify([first, second, ...refused, await read(), list].map(({ body }) => body)),
        log: JSON.stringify(await sql('SELECT audit_logs::text FROM audit_logs')),
        table: JSON.stringify(await sql('SELECT settings::text FROM settings')),
        lines: said.join('\n'),
      };
      expect(places.answers).toContain(SIGNING_KEY);
      expect(places.log).toContain(SIGNING_KEY);
      expect(places.table).toContain(SIGNING_KEY);
      for (const [place, text] of Object.entries(places)) {
        expect({ place, holds: FRAGMENTS.filter((fragment) => text.includes(fragment)) }).toEqual({
          place,
          holds: [],
        });
      }

      const third = await put(null);
      expect(third).toMatchObject({ status: 200, body: { value: null, isSet: false } });
      expect(third.changes).toEqual({ isSet: { from: true, to: false } });
      expect(third.entry).toMatchObject({ metadata: { change: 'removed' } });
      expect(await settings().get(SIGNING_KEY)).toBeNull();

      const fourth = await put(null);
      expect(fourth).toMatchObject({ status: 200, body: { value: null, isSet: false } });
      expect(fourth.entry).toMatchObject({ status: 'success', description: first.entry['description'] });
      expect(fourth.entry['metadata']).not.toHaveProperty('change');
      expect(fourth.changes ?? {}).toEqual({});
    } finally {
      test.app.useLogger(false);
    }
  });

  it('should stand in the table sealed, each time otherwise', async () => {
    const stored = async () => {
      expect((await set(SECRET)).status).toBe(200);
      const [{ value }] = await sql('SELECT value FROM settings WHERE key = $1', [SIGNING_KEY]);
      return value as string;
    };
    const [one, two] = [await stored(), await stored()];
    expect(one).not.toBe(two);
    expect(Buffer.from(one, 'base64url').toString('latin1')).not.toContain(SECRET);
  });

  it.each([
    ['was changed', `to_jsonb('AAAA' || substr(value #>> '{}', 5))`],
    ['was put there unsealed', `to_jsonb('${'x'.repeat(40)}'::text)`],
    ['is no text', `'7'::jsonb`],
  ])('should not pass for unset when what is stored %s', async (_, expression) => {
    await set(SECRET);
    await sql(`UPDATE settings SET value = ${expression}`);
    await expect(settings().get(SIGNING_KEY)).rejects.toMatchObject({
      code: 'SETTING_UNREADABLE',
      message: expect.stringContaining(`PUT /settings/${SIGNING_KEY}`),
    });
    expect((await read()).body).toMatchObject({ value: null, isSet: true });
    expect((await set(OTHER_SECRET)).status).toBe(200);
    expect(await settings().get(SIGNING_KEY)).toBe(OTHER_SECRET);
  });

  it('should be told to be set anew after a change of JWT_SECRET, and can be', async () => {
    await set(SECRET);
    const moved = await createTestApp(
      { ...ADMIN_SETTINGS, JWT_SECRET: 'another secret of this installation' },
      { reach: () => test.databaseUrl },
    );
    try {
      const theirs = moved.app.get(SettingsService, { strict: false });
      await expect(theirs.get(SIGNING_KEY)).rejects.toMatchObject({ code: 'SETTING_UNREADABLE', status: 500 });
      const json = { value: OTHER_SECRET };
      const put = await call(moved, `PUT /settings/${SIGNING_KEY}`, { token: await signIn(moved), json });
      expect(put).toMatchObject({ status: 200, body: { value: null, isSet: true } });
      expect(await theirs.get(SIGNING_KEY)).toBe(OTHER_SECRET);
    } finally {
      await moved.close();
    }
  });
});
