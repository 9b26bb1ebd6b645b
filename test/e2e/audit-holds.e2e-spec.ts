import { ADMIN_EMAIL, ADMIN_SETTINGS, auditEntries, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createHolder } from '../support/roles.ts';

let test: TestApp;
let token: string;
beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  token = await signIn(test);
});
afterAll(() => test.close());

const HOLD = { reason: 'Case 2026/117', userId: '7', from: '2026-01-01', to: '2026-04-01T00:00:00Z' };

describe('/audit-logs/holds', () => {
  it('should place, list and release, and tell who did it', async () => {
    const placed = await call(test, 'POST /audit-logs/holds', { token, json: HOLD });
    expect(placed).toMatchObject({
      status: 201,
      body: {
        reason: 'Case 2026/117',
        userId: '7',
        resourceType: null,
        resourceId: null,
        tenantId: null,
        from: '2026-01-01T00:00:00.000Z',
        to: '2026-04-01T00:00:00.000Z',
        placedBy: ADMIN_EMAIL,
        releasedAt: null,
      },
    });
    const id = placed.body['id'] as string;
    const released = await call(test, `POST /audit-logs/holds/${id}/release`, { token });
    expect(released).toMatchObject({ status: 200, body: { id, releasedBy: ADMIN_EMAIL } });
    expect(await call(test, 'GET /audit-logs/holds', { token })).toMatchObject({ body: { data: [released.body] } });
    expect(await call(test, `POST /audit-logs/holds/${id}/release`, { token })).toMatchObject({
      status: 409,
      body: { code: 'AUDIT_HOLD_RELEASED' },
    });
    const entries = await auditEntries(test, `resource_type = 'audit_hold' AND status = 'success'`);
    expect(entries.map(({ action_type, resource_id, description }) => [action_type, resource_id, description])).toEqual(
      [
        ['create', id, `${ADMIN_EMAIL} created a legal hold (Case 2026/117)`],
        ['revoke', id, `${ADMIN_EMAIL} revoked legal hold Case 2026/117`],
        ['read', null, `${ADMIN_EMAIL} read the legal holds of the audit log`],
      ],
    );
  });

  it.each([
    [{}, 'reason'],
    [{ reason: ' ' }, 'reason'],
    [{ reason: 'Case' }, 'hold'],
    [{ reason: 'Case', resourceId: '7' }, 'hold'],
    [{ reason: 'Case', userId: '7', from: 'yesterday' }, 'from'],
    [{ reason: 'Case', userId: '7', from: '2026-02-01', to: '2026-01-01' }, 'hold'],
    [{ reason: 'Case', userId: '\0' }, 'userId'],
    [{ reason: 'Case', userId: '7', releasedAt: null }, 'releasedAt'],
    [[], 'reason'],
  ])('should refuse %j', async (json, field) => {
    expect(await call(test, 'POST /audit-logs/holds', { token, json })).toMatchObject({
      status: 400,
      body: { code: 'AUDIT_QUERY_INVALID', errors: expect.arrayContaining([expect.objectContaining({ field })]) },
    });
  });

  it('should be for those only who may hold', async () => {
    const reader = await createHolder(test, 'audit:read', 'audit:export');
    for (const [route, json] of [
      ['GET /audit-logs/holds', undefined],
      ['POST /audit-logs/holds', HOLD],
      ['POST /audit-logs/holds/019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11/release', {}],
    ] as const) {
      expect(await call(test, route, { token: reader.token, json })).toMatchObject({ status: 403 });
      expect(await call(test, route, { json })).toMatchObject({ status: 401 });
    }
  });

  it('should know what is no hold', async () => {
    const id = '019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11';
    expect(await call(test, `POST /audit-logs/holds/${id}/release`, { token })).toMatchObject({
      status: 404,
      body: { code: 'AUDIT_HOLD_NOT_FOUND' },
    });
    expect(await call(test, 'POST /audit-logs/holds/7/release', { token })).toMatchObject({ status: 400 });
  });
});
