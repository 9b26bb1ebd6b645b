import { DataSource } from 'typeorm';
import { createLeakyApp } from '../fixture/leaky-app.ts';
import { PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';
import { type Canary, formedCanaries, foundIn, namedCanaries } from '../support/canaries.ts';

const JSON_BODY = { 'content-type': 'application/json' };

/** Header names that HTTP allows. */
const isHeaderName = ({ kind }: Canary): boolean => /^[\w-]+$/.test(kind);

describe.each(PLATFORMS)('secrets planted in requests on %s', (platform) => {
  const named = namedCanaries();
  const formed = formedCanaries();
  const canaries = [...named, ...formed];
  let app: ShopApp;
  beforeAll(async () => {
    app = await createLeakyApp(platform);
  });
  afterAll(() => app.close());

  const send = async (path: string, init: RequestInit = {}): Promise<number> => {
    const answer = await fetch(app.url + path, init);
    await answer.arrayBuffer();
    return answer.status;
  };
  const post = (path: string, body: unknown, headers = {}): Promise<number> =>
    send(path, { method: 'POST', headers: { ...JSON_BODY, ...headers }, body: JSON.stringify(body) });

  /** Everything that can be had of the log: its rows, its pages, its exports. */
  async function everythingKept(): Promise<readonly string[]> {
    await app.audit.flush();
    const rows: unknown = await app.app.get(DataSource).query('SELECT * FROM audit_logs');
    const routes = [
      '?limit=200',
      '/errors?limit=200',
      '/export?format=csv',
      '/export?format=json',
      '/export?format=ndjson',
    ];
    const answers = await Promise.all(routes.map((route) => fetch(`${app.url}/audit-logs${route}`)));
    return [JSON.stringify(rows), ...(await Promise.all(answers.map((answer) => answer.text())))];
  }

  async function expectNone(of: readonly Canary[], trace: string): Promise<void> {
    const texts = await everythingKept();
    expect(texts[0]).toContain(trace); // what is looked at does hold what was sent
    expect(texts.flatMap((text) => foundIn(text, of))).toEqual([]);
  }

  it('should be known by their names, as texts, numbers and in lists, at any depth', async () => {
    const flat = Object.fromEntries(named.map(({ kind, secret }) => [kind, secret]));
    const wrapped = Object.fromEntries(named.map(({ kind, secret }) => [kind, { deep: [secret, { value: secret }] }]));
    expect(await post('/leaks/body', { trace: 'trace-flat', ...flat })).toBe(201);
    expect(await post('/leaks/body', { trace: 'trace-deep', list: [[{ inside: [flat] }], wrapped] })).toBe(201);
    expect(await post('/leaks/body', { trace: 'trace-text', payload: JSON.stringify(flat) })).toBe(201);
    await expectNone(named, 'trace-text');
  });

  it('should be known by their form in any text', async () => {
    for (const { kind, secret } of formed) {
      expect(await post('/leaks/body', { trace: 'trace-form', kind, note: `please use ${secret}, thanks` })).toBe(201);
    }
    await expectNone(formed, 'trace-form');
  });

  it('should not come out of errors, their causes and their stacks', async () => {
    for (const { secret } of formed) {
      expect(await post('/leaks/error', { text: `trace-error ${secret}` })).toBe(500);
      expect(await post('/leaks/thrown', { text: `trace-thrown ${secret}` })).toBe(500);
    }
    for (const { kind, secret } of named) {
      expect(
        await post('/leaks/error', { text: `trace-error ${JSON.stringify({ [kind]: secret })} ${kind}=${secret}` }),
      ).toBe(500);
    }
    await expectNone(canaries, 'trace-error');
  });

  it('should not come out of the parameters of a statement that fails', async () => {
    const flat = Object.fromEntries(named.map(({ kind, secret }) => [kind, secret]));
    expect(await post('/leaks/sql', { trace: 'trace-sql', ...flat, texts: formed.map(({ secret }) => secret) })).toBe(
      500,
    );
    await expectNone(canaries, 'trace-sql');
  });

  it('should not come out of queries, paths and headers', async () => {
    for (const { kind, secret } of named) {
      await send(`/leaks/path/x?trace=trace-query&${encodeURIComponent(kind)}=${encodeURIComponent(secret)}`);
      await send(`/leaks/unknown?user[${encodeURIComponent(kind)}]=${encodeURIComponent(secret)}`);
    }
    for (const canary of named.filter(isHeaderName))
      await send('/leaks/path/x', { headers: { [canary.kind]: canary.secret } });
    for (const { secret } of formed) {
      await send(`/leaks/path/${encodeURIComponent(secret)}`);
      await send(`/leaks/path/x?note=${encodeURIComponent(secret)}`, {
        headers: { referer: `http://x/?next=${encodeURIComponent(secret)}` },
      });
      await send('/leaks/path/x', { headers: { 'user-agent': secret.replaceAll('\n', ' ') } });
    }
    await expectNone(canaries, 'trace-query');
  });
});
