import { JwtService } from '@nestjs/jwt';
import { DataSource } from 'typeorm';
import { type AuditExpectation, expectAudit } from '../../src/audit/index.ts';
import { Secrets } from '../../src/config/secrets.ts';
import { ADMIN_SETTINGS, call, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { createUser, giveRole, USER_PASSWORD } from '../support/users.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

let test: TestApp;
let audit: AuditExpectation;

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  audit = expectAudit(test.app);
});
afterAll(() => test.close());

const sql = (query: string, parameters: unknown[] = []) => test.app.get(DataSource).query(query, parameters);
const me = (token: string) => call(test, 'GET /auth/me', { token });
const sign = (claims: object, options: object, secret = test.app.get(Secrets).jwtSecret) =>
  test.app.get(JwtService, { strict: false }).sign(claims, { secret, ...options });

describe('a protected route', () => {
  it('should ask callers without a token to sign in', async () => {
    const { status, body, headers } = await call(test, 'GET /auth/me');
    expect({ status, code: body['code'] }).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Bearer x',
    'Basic YTpi',
    'Bearer a.b.c',
    'Bearer a.b.c d',
    `Bearer ${'a'.repeat(5000)}`,
  ])('should refuse the header "%.20s"', async (authorization) => {
    const { status, body } = await call(test, 'GET /auth/me', { headers: { authorization } });
    expect({ status, code: body['code'] }).toEqual({ status: 401, code: 'TOKEN_INVALID' });
  });

  it.each([
    ['signed with another key', (id: string) => sign({ sid: id, sub: id }, {}, 'x'.repeat(32))],
    ['not signed at all', (id: string) => sign({ sid: id, sub: id }, { algorithm: 'none', secret: '' })],
    ['signed with another algorithm', (id: string) => sign({ sid: id, sub: id }, { algorithm: 'HS512' })],
    ['expired', (id: string) => sign({ sid: id, sub: id }, { expiresIn: -1 })],
    ['without a session', (id: string) => sign({ sub: id }, {})],
    ['of a session that is no id', (id: string) => sign({ sub: id, sid: 'x' }, {})],
  ])('should refuse a token %s', async (_, make) => {
    const token = await signIn(test);
    const { sid } = test.app.get(JwtService, { strict: false }).decode<{ sid: string }>(token);
    expect(await me(make(sid))).toMatchObject({ status: 401, body: { code: 'TOKEN_INVALID' } });
  });

  it('should refuse the session of one user under the name of another', async () => {
    const user = await createUser(test);
    const { sid } = test.app.get(JwtService, { strict: false }).decode<{ sid: string }>(await signIn(test));
    expect((await me(sign({ sid, sub: user.id }, {}))).status).toBe(401);
  });

  it.each([
    ['its session has run out', `UPDATE sessions SET expires_at = now() - interval '1 second' WHERE user_id = $1`],
    ['its user was deactivated', 'UPDATE users SET is_active = false WHERE id = $1'],
    ['its user was deleted', 'DELETE FROM users WHERE id = $1'],
  ])('should refuse a token at once when %s', async (_, statement) => {
    const user = await createUser(test);
    const token = await signIn(test, { email: user.email, password: USER_PASSWORD });
    expect((await me(token)).status).toBe(200);
    await sql(statement, [user.id]);
    expect(await me(token)).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
  });

  it('should see a change of permissions at once', async () => {
    const user = await createUser(test);
    const token = await signIn(test, { email: user.email, password: USER_PASSWORD });
    expect(await call(test, 'GET /users', { token })).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    await giveRole(test, { id: user.id, role: 'admin' });
    expect((await call(test, 'GET /users', { token })).status).toBe(200);
    await sql('DELETE FROM user_roles WHERE user_id = $1', [user.id]);
    expect((await call(test, 'GET /users', { token })).status).toBe(403);
  });
});

describe('users without the permission', () => {
  it.each([
    'GET /users',
    `GET /users/${NOBODY}`,
    'POST /users',
    `PATCH /users/${NOBODY}`,
    `DELETE /users/${NOBODY}`,
    `POST /users/${NOBODY}/activate`,
    `POST /users/${NOBODY}/deactivate`,
  ])('should be refused %s', async (route) => {
    const user = await createUser(test, { roles: ['auditor'] });
    const json = route.startsWith('P') ? {} : undefined;
    const { status, body, headers } = await call(test, route, {
      token: await signIn(test, { email: user.email, password: USER_PASSWORD }),
      json,
    });
    expect({ status, code: body['code'] }).toEqual({ status: 403, code: 'FORBIDDEN' });
    const needed = route.startsWith('GET') ? 'users:read' : 'users:write';
    expect(body['detail']).toContain(needed);
    await audit.toHaveRecorded({
      requestId: headers.get('x-request-id'),
      status: 'failure',
      userId: user.id,
      description: new RegExp(`permission ${needed} is missing`),
    });
  });
});
