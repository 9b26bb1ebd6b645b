import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { ADMIN_EMAIL, ADMIN_PASSWORD, call, signIn } from '../support/api.ts';
import { type Canary, foundIn, formedCanaries, namedCanaries } from '../support/canaries.ts';
import { createEmptyDatabase, type TestDatabase } from '../support/database.ts';
import { buildProject, Playground } from '../support/running-application.ts';
import { csvOf, endedImport, uploadCsv } from '../support/uploads.ts';

const JWT_SECRET = 'zq0canary-signs-the-tokens-of-this-application';
const SETTINGS = { ADMIN_EMAIL, ADMIN_PASSWORD, JWT_SECRET, LOG_LEVEL: 'trace', SIGN_IN_RATE_LIMIT: '100000' };
const MARKER = 'harmless-marker-7';
const SIGNING_KEY = '/settings/data_upload.signing_key';

interface Planted extends Canary {
  readonly place: string;
}

/** What a file may be called. */
const isFileName = ({ secret }: Canary): boolean => !/[/\\\n:;"]/.test(secret);
const isHeaderName = ({ kind }: Canary): boolean => /^[\w-]+$/.test(kind) && !/^set-cookie$/i.test(kind);

/** The whole application in a process of its own, used as people use it, with a secret wherever one can be put. */
describe('secrets that are given to the application', () => {
  const playground = new Playground();
  const planted: Planted[] = [];
  let database: TestDatabase;
  let rows: DataSource;
  let url: string;
  let token: string;
  let said = '';

  const plant = (place: string, canaries: readonly Canary[]): readonly Planted[] => {
    const there = canaries.map((canary) => ({ ...canary, place }));
    planted.push(...there);
    return there;
  };
  const plantOne = (place: string): string => plant(place, namedCanaries().slice(0, 1))[0]!.secret;
  const send = async (route: string, options: Parameters<typeof call>[2] = {}): Promise<number> =>
    (await call({ url }, route, { token, ...options })).status;

  beforeAll(async () => {
    await buildProject();
    database = await createEmptyDatabase();
    const running = playground.start({ ...SETTINGS, DATABASE_URL: database.url });
    url = await running.ready();
    rows = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    plant('the application', [
      { kind: 'key of its tokens', secret: JWT_SECRET },
      { kind: 'access token', secret: (token = await signIn({ url })) },
    ]);
    await useIt();
    const kept = await everythingKept();
    const { output, errors } = await running.stop('SIGTERM');
    said = [kept, output, errors].join('\n');
  }, 240_000);
  afterAll(async () => {
    await rows.destroy();
    await playground.clear();
    await database.drop();
  });

  async function useIt(): Promise<void> {
    await accounts();
    await settings();
    await uploads();
    await addressesAndHeaders();
  }

  async function accounts(): Promise<void> {
    const login = (email: string, password: string): Promise<number> =>
      send('POST /auth/login', { token: undefined, json: { email, password } });
    expect(await login(ADMIN_EMAIL, plantOne('a wrong password'))).toBe(401);
    expect(await login(plantOne('a password in the field of the address'), 'whatever it is')).toBe(401);
    const [first, second] = [plantOne('the password of a new account'), plantOne('a changed password')];
    const bob = { email: 'bob@example.com', name: 'Bob', password: first };
    expect(await send('POST /users', { json: bob })).toBe(201);
    expect(await send('POST /users', { json: bob })).toBe(409);
    expect(await send('POST /users', { json: { ...bob, name: '', password: plantOne('a refused account') } })).toBe(
      400,
    );
    const bobs = await signIn({ url }, bob);
    plant('the application', [{ kind: 'access token', secret: bobs }]);
    const change = { currentPassword: first, newPassword: second };
    expect(await send('POST /auth/password', { token: bobs, json: change })).toBe(204);
    const wrong = { currentPassword: plantOne('a wrong current password'), newPassword: plantOne('a new password') };
    expect(
      await send('POST /auth/password', { token: await signIn({ url }, { ...bob, password: second }), json: wrong }),
    ).toBeGreaterThan(399);
    for (const { kind, secret } of plant('fields that the application does not know', namedCanaries())) {
      expect(await send('POST /users', { json: { name: 'Eve', [kind]: secret } })).toBe(400);
    }
    for (const { secret } of plant('a body that is no JSON', formedCanaries())) {
      const body = `{"note": ${secret}}`;
      expect(await send('POST /users', { body, headers: { 'content-type': 'application/json' } })).toBe(400);
    }
  }

  async function settings(): Promise<void> {
    const long = (): string => `${plantOne('a secret setting')}-${'x'.repeat(20)}`;
    expect(await send(`PUT ${SIGNING_KEY}`, { json: { value: long() } })).toBe(200);
    expect(await send(`PUT ${SIGNING_KEY}`, { json: { value: long() } })).toBe(200);
    expect(await send(`PUT ${SIGNING_KEY}`, { json: { value: [long()] } })).toBe(400);
    for (const { secret } of plant('the value of a setting', formedCanaries())) {
      expect(await send('PUT /settings/password.min_length', { json: { value: secret } })).toBe(400);
    }
    for (const { secret } of plant('the name of a setting', formedCanaries())) {
      expect(await send(`GET /settings/${encodeURIComponent(secret)}`)).toBeGreaterThan(399);
    }
  }

  async function uploads(): Promise<void> {
    const key = `${plantOne('a secret setting')}-${'x'.repeat(20)}`;
    expect(await send(`PUT ${SIGNING_KEY}`, { json: { value: key } })).toBe(200);
    const upload = async (name: string, csv: string): Promise<string | undefined> => {
      const signature = `sha256=${createHmac('sha256', key).update(csv).digest('hex')}`;
      const { status, body } = await uploadCsv(
        { url },
        { token, name, csv, headers: { 'x-upload-signature': signature } },
      );
      expect(status).toBe(201);
      return body.id;
    };
    const line = (reference: string, amount: string, more: string): string =>
      `${reference},2026-10-01,${amount},EUR,${more}`;
    for (const { secret } of plant('the name of an upload', formedCanaries().filter(isFileName))) {
      await upload(
        `statement ${secret}.csv`,
        csvOf(line(secret.length.toString(), '1.00', secret.slice(0, 3) + planted.length)),
      );
    }
    for (const { kind, secret } of plant('the name of an upload', namedCanaries())) {
      await upload(`${kind}=${secret}.csv`, csvOf(line('R-1', '1.00', `${kind} ${planted.indexOf(planted.at(-1)!)}`)));
    }
    const cells = plant('cells of an upload', formedCanaries().filter(isFileName));
    const id = await upload(`${MARKER}.csv`, csvOf(...cells.map(({ secret }) => line('R-2', secret, secret))));
    expect(await send(`POST /data-uploads/${id}/import`)).toBe(202);
    expect((await endedImport({ url }, { token, id: id! })).status).toBe('failed');
    const wrong = { 'x-upload-signature': `sha256=${plantOne('a signature')}` };
    expect((await uploadCsv({ url }, { token, csv: csvOf(line('R-3', '1', 'x')), headers: wrong })).status).toBe(403);
  }

  async function addressesAndHeaders(): Promise<void> {
    expect(await send(`GET /settings?note=${MARKER}`)).toBeLessThan(500);
    for (const { kind, secret } of plant('a query', namedCanaries())) {
      const query = `${encodeURIComponent(kind)}=${encodeURIComponent(secret)}`;
      expect(await send(`GET /users?${query}`)).toBe(400);
      expect(await send(`GET /nowhere?${query}`)).toBe(404);
    }
    for (const { secret } of plant('a part of a path', formedCanaries())) {
      expect(await send(`GET /users/${encodeURIComponent(secret)}`)).toBe(400);
      expect(await send(`GET /audit-logs?search=${encodeURIComponent(secret)}`)).toBe(200);
    }
    for (const { kind, secret } of plant('a header', namedCanaries().filter(isHeaderName))) {
      await send('GET /auth/me', { token: undefined, headers: { [kind]: secret } });
    }
    for (const { secret } of plant(
      'the agent of the user',
      formedCanaries().filter(({ secret: text }) => !text.includes('\n')),
    )) {
      expect(await send('GET /auth/me', { headers: { 'user-agent': `client ${secret}` } })).toBe(200);
    }
  }

  /** Everything that can be had of the log: its rows, its routes, its exports. */
  async function everythingKept(): Promise<string> {
    const asked = async (path: string): Promise<string> => {
      const answer = await fetch(`${url}/api/v1/audit-logs${path}`, { headers: { authorization: `Bearer ${token}` } });
      expect(answer.status).toBe(200);
      return answer.text();
    };
    const count = async (): Promise<number> => {
      const [{ entries }] = (await rows.query('SELECT count(*)::int AS entries FROM audit_logs')) as [
        { entries: number },
      ];
      return entries;
    };
    for (let before = -1; before !== (await count());) {
      before = await count();
      await sleep(500); // longer than the writer waits for others to share an INSERT
    }
    const table = JSON.stringify(await rows.query('SELECT * FROM audit_logs'));
    const pages: string[] = [];
    for (let page = 1; page <= 10; page += 1) pages.push(await asked(`?limit=200&page=${page}`));
    const ids = [...pages.join('').matchAll(/"id":"([\da-f-]{36})"/g)].map(([, id]) => id!).slice(0, 40);
    const single = await Promise.all(ids.map((id) => asked(`/${id}`)));
    const others = await Promise.all(
      ['/errors?limit=200', '/export?format=csv', '/export?format=json', '/export?format=ndjson'].map(asked),
    );
    const places = [table, pages.join('\n'), ...others.slice(1)];
    for (const place of places) expect(place).toContain(MARKER); // what is looked at does hold what was sent
    return [...places, ...single, ...others].join('\n');
  }

  it('should be many, in many places', () => {
    expect(planted.length).toBeGreaterThan(60);
    expect(new Set(planted.map(({ place }) => place)).size).toBeGreaterThan(15);
  });

  it('should be nowhere in the log, its routes and exports, and in what the process said', () => {
    expect(said).toContain('Server listening'); // the log of the process is among it
    expect(foundIn(said, planted)).toEqual([]);
  });
});
