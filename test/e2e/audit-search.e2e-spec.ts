import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuditAccess, type AuditEntry, expectAudit } from '../../src/audit/index.ts';
import { createShopApp, PLATFORMS, type ShopApp } from '../fixture/shop-app.ts';

const NOW = Date.UTC(2026, 2, 10, 12);
const DAY_MS = 24 * 3_600_000;

/** Allows all, of the tenants that the header `x-tenants` lists. */
@Injectable()
class TenantAccess extends AuditAccess {
  override allows(_permission: unknown, context: ExecutionContext): boolean {
    return this.#headers(context)['x-user'] !== undefined;
  }

  override tenantsOf(context: ExecutionContext): readonly string[] | null {
    return this.#headers(context)['x-tenants']?.split(',') ?? null;
  }

  #headers(context: ExecutionContext): Readonly<Record<string, string | undefined>> {
    return context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>().headers;
  }
}

const ada = { type: 'user', id: 'u1', label: 'ada@example.com', tenantId: 'acme' } as const;
const bob = { type: 'user', id: 'u2', label: 'bob@example.com', tenantId: 'globex' } as const;

/** What is in the log, each entry a day after the one before it; the last is of yesterday. */
const ENTRIES: readonly (AuditEntry & { readonly name: string })[] = [
  { name: 'signs in', category: 'shop', action: 'login', actor: ada, description: 'Ada signed in' },
  {
    name: 'orders',
    category: 'shop',
    action: 'create',
    actor: ada,
    resource: 'order',
    resourceId: '7',
  },
  {
    name: 'is refused',
    category: 'shop',
    action: 'delete',
    actor: bob,
    resource: 'order',
    resourceId: '7',
    description: 'bob was refused: 100%_sure "not" \\ his',
  },
  {
    name: 'breaks',
    category: 'order',
    action: 'update',
    actor: bob,
    error: new TypeError('broken'),
  },
  { name: 'runs', category: 'job', action: 'run', actor: { type: 'system' }, description: 'The system has run' },
];

interface FieldsAnswer {
  readonly data: {
    readonly name: string;
    readonly kind: string;
    readonly operators: string[];
    readonly values: string[];
    readonly valuesAreComplete: boolean;
  }[];
}

describe.each(PLATFORMS)('searching on %s', (platform) => {
  let shop: ShopApp;
  let now = NOW;
  /** The name of each entry by its id. */
  const names = new Map<string, string>();

  beforeAll(async () => {
    shop = await createShopApp(platform, { clock: () => new Date(now), access: TenantAccess });
    for (const [index, { name, ...entry }] of ENTRIES.entries()) {
      now = NOW - (ENTRIES.length - index) * DAY_MS;
      shop.audit.record({ ...entry, metadata: { name } });
    }
    now = NOW;
    await shop.audit.flush();
    const { data } = await list('before=');
    for (const { id, metadata } of data) names.set(id, metadata.name);
  });
  afterAll(() => shop.close());

  async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${shop.url}/audit-logs${path}`, { headers: { 'x-user': 'auditor', ...headers } });
  }

  async function list(query: string, headers?: Record<string, string>) {
    const answer = await get(`?to=${new Date(NOW).toISOString()}${query === 'before=' ? '' : `&${query}`}`, headers);
    expect(answer.status).toBe(200);
    return (await answer.json()) as {
      data: { id: string; metadata: { name: string } }[];
      pagination: { total: number };
    };
  }

  async function found(q: string, headers?: Record<string, string>): Promise<(string | undefined)[]> {
    const { data, pagination } = await list(`q=${encodeURIComponent(q)}`, headers);
    expect(pagination.total).toBe(data.length);
    return data.map(({ id }) => names.get(id)).toReversed();
  }

  it.each<[q: string, names: string[]]>([
    ['action:login', ['signs in']],
    ['action:(login, run)', ['signs in', 'runs']],
    ['-category:shop', ['breaks', 'runs']],
    ['user:ada@example.com', ['signs in', 'orders']],
    ['user:u1,bob@example.com -has:resource', ['signs in', 'breaks']],
    ['actor:system', ['runs']],
    ['resource:order/7 -user:u1', ['is refused']],
    ['resource:order/8', []],
    ['has:error', ['breaks']],
    ['error:TypeError status:ERROR', ['breaks']],
    ['-has:tenant', ['runs']],
    ['tenant:acme,globex before:-1d', ['signs in', 'orders', 'is refused', 'breaks']],
    ['after:-2d', ['breaks', 'runs']],
    ['after:2026-03-08', ['breaks', 'runs']],
    ['on:yesterday', ['runs']],
    ['on:2026-03 -on:yesterday action:update', ['breaks']],
    ['was REFUSED', ['is refused']],
    ['"was refused" -order', ['is refused']],
    ['100%_sure', ['is refused']],
    ['100_', []],
    ['"\\"not\\" \\\\ his"', ['is refused']],
    ['refused system', []],
  ])('should find by %s', async (q, expected) => {
    expect(await found(q)).toEqual(expected);
  });

  it('should find where requests came from', async () => {
    await get('');
    await shop.audit.flush();
    const { data } = (await (await get('?q=ip%3A127.0.&limit=1')).json()) as { data: unknown[] };
    expect(data).toHaveLength(1);
    for (const search of ['127.0.', '127.0.0.1', '127.0.0.0/8']) {
      const answer = (await (await get(`?search=${encodeURIComponent(search)}&limit=1`)).json()) as { data: object[] };
      expect(answer.data).toEqual([expect.objectContaining({ ipAddress: '127.0.0.1' })]);
    }
    const other = (await (await get('?search=10.1.')).json()) as { data: object[] };
    expect(other.data).toEqual([]);
  });

  it('should take the query and the filters together', async () => {
    const { data } = await list(`q=${encodeURIComponent('-action:login')}&userId=u1`);
    expect(data.map(({ id }) => names.get(id))).toEqual(['orders']);
  });

  it('should find nothing of other tenants, whatever is asked', async () => {
    expect(await found('-tenant:acme', { 'x-tenants': 'acme' })).toEqual([]);
    expect(await found('tenant:globex', { 'x-tenants': 'acme' })).toEqual([]);
    expect(await found('-has:tenant', { 'x-tenants': 'acme' })).toEqual([]);
    expect(await found('-action:login', { 'x-tenants': 'acme' })).toEqual(['orders']);
  });

  it.each<[q: string, reason: string]>([
    [
      'action:login statsu:failure',
      'character 14: expected the name of a field, and statsu is none; did you mean status? Text with a colon stands in quotes',
    ],
    ['status:failed', 'character 8: expected one of success, failure, error'],
    ['after:tomorrow', 'character 7: expected a date (2026-01-31)'],
    ['"open', 'character 6: expected " for the one at character 1'],
  ])('should refuse %s with the place and what was expected', async (q, reason) => {
    const answer = await get(`?q=${encodeURIComponent(q)}`);
    expect(answer.status).toBe(400);
    const { code, errors } = (await answer.json()) as { code: string; errors: { field: string; reason: string }[] };
    expect([code, errors]).toEqual(['AUDIT_QUERY_INVALID', [{ field: 'q', reason: expect.stringContaining(reason) }]]);
  });

  describe('GET /audit-logs/fields', () => {
    async function fields(query = '', headers?: Record<string, string>): Promise<FieldsAnswer['data']> {
      const answer = await get(`/fields${query}`, headers);
      expect(answer.status).toBe(200);
      return ((await answer.json()) as FieldsAnswer).data;
    }

    it('should tell of every field, and of the values in use', async () => {
      now += 60_000; // what was told before is too old
      const told = new Map((await fields()).map((field) => [field.name, field]));
      expect([...told.keys()]).toEqual(expect.arrayContaining(['action', 'user', 'ip', 'after', 'has', 'text']));
      expect(told.get('action')).toEqual({
        name: 'action',
        meaning: 'What was done',
        kind: 'open',
        operators: ['is', 'isNot', 'isOneOf', 'isNoneOf'],
        example: 'action:(login,logout)',
        values: expect.arrayContaining(['create', 'delete', 'login', 'read', 'run', 'update']),
        valuesAreComplete: true,
      });
      expect(told.get('tenant')).toMatchObject({ values: ['acme', 'globex'], valuesAreComplete: true });
      expect(told.get('status')).toMatchObject({ kind: 'closed', values: ['success', 'failure', 'error'] });
      expect(told.get('after')).toMatchObject({ kind: 'time', operators: ['is', 'isNot'], valuesAreComplete: false });
      expect(told.get('ip')).toMatchObject({ kind: 'address', values: [], valuesAreComplete: false });
    });

    it('should complete a value', async () => {
      expect(await fields('?field=user&prefix=ad')).toMatchObject([{ name: 'user', values: ['ada@example.com'] }]);
      expect(await fields('?field=user&prefix=u2')).toMatchObject([{ values: ['u2'] }]);
      expect(await fields('?field=severity&prefix=cri')).toMatchObject([{ values: ['CRITICAL'] }]);
    });

    it('should tell no value of other tenants', async () => {
      const told = await fields('', { 'x-tenants': 'acme' });
      const values = Object.fromEntries(told.map((field) => [field.name, field.values]));
      expect(values).toMatchObject({ tenant: ['acme'], user: ['ada@example.com'], action: ['create', 'login'] });
      expect(await fields('?field=user&prefix=bob', { 'x-tenants': 'acme' })).toMatchObject([{ values: [] }]);
      expect(await fields('?field=user&prefix=bob', { 'x-tenants': 'globex' })).toMatchObject([
        { values: ['bob@example.com'] },
      ]);
    });

    it.each([
      ['?field=colour', 'field'],
      ['?prefix=x', 'prefix'],
      ['?field=user&prefix=', 'prefix'],
      ['?field=user&prefix=%00', 'prefix'],
      ['?q=x', 'q'],
    ])('should refuse %s naming the parameter', async (query, field) => {
      const answer = await get(`/fields${query}`);
      expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [{ field }] }]);
    });

    it('should need the permission to read', async () => {
      expect((await fetch(`${shop.url}/audit-logs/fields`)).status).toBe(403);
    });

    it('should leave the entry of an ordinary request', async () => {
      const audit = expectAudit(shop.app);
      audit.clear();
      await fields('?field=action');
      await audit.toHaveRecordedOnly([
        { category: 'request', actionType: 'request', status: 'success', userId: 'auditor' },
      ]);
    });
  });
});
