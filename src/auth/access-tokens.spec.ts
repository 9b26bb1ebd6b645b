import { JwtService } from '@nestjs/jwt';
import { assert, asyncProperty, string } from 'fast-check';
import { AccessTokens, bearerToken } from './access-tokens.ts';

const USER = '0b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11';
const SESSION = '1b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c22';
const SECRET = 'x'.repeat(32);

describe('AccessTokens', () => {
  const jwt = new JwtService({ secret: SECRET });
  const tokens = new AccessTokens(jwt);

  it('should read back what it issued, for as long as it was told', async () => {
    const token = await tokens.issue({ userId: USER, sessionId: SESSION }, 300);
    expect(await tokens.verify(token)).toEqual({ userId: USER, sessionId: SESSION });
    const { iat, exp } = jwt.decode<{ iat: number; exp: number }>(token);
    expect(exp - iat).toBe(300);
  });

  it('should put nothing personal into a token', async () => {
    const claims = jwt.decode<object>(await tokens.issue({ userId: USER, sessionId: SESSION }, 300));
    expect(Object.keys(claims).toSorted()).toEqual(['exp', 'iat', 'sid', 'sub']);
  });

  it.each([
    ['another key', () => new JwtService({ secret: 'y'.repeat(32) }).sign({ sid: SESSION, sub: USER })],
    ['another algorithm', () => jwt.sign({ sid: SESSION, sub: USER }, { algorithm: 'HS384' })],
    ['no algorithm', () => jwt.sign({ sid: SESSION, sub: USER }, { algorithm: 'none', secret: '' })],
    ['a time that is over', () => jwt.sign({ sid: SESSION, sub: USER }, { expiresIn: -1 })],
    ['no session', () => jwt.sign({ sub: USER })],
    ['no user', () => jwt.sign({ sid: SESSION })],
    ['a session that is no id', () => jwt.sign({ sub: USER, sid: [SESSION] })],
    ['no shape', () => 'a.b.c'],
  ])('should not accept a token with %s', async (_, make) => {
    expect(await tokens.verify(make())).toBeUndefined();
  });

  it('should never throw, whatever it is given', async () => {
    await assert(
      asyncProperty(string(), async (token) => {
        expect(await tokens.verify(token)).toBeUndefined();
      }),
    );
  });
});

describe('bearerToken', () => {
  it('should read the token, whatever the case of the scheme', () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) expect(bearerToken(`${scheme} aa.b-b.c_c`)).toBe('aa.b-b.c_c');
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer  a.b.c',
    ' Bearer a.b.c',
    'Bearer a.b.c ',
    'Basic a.b.c',
    'Bearer a.b',
    'a.b.c',
  ])('should not take %j for one', (header) => {
    expect(bearerToken(header)).toBeUndefined();
  });

  it('should not look at headers longer than a token of ours', () => {
    expect(bearerToken(`Bearer a.b.${'c'.repeat(2100)}`)).toBeUndefined();
  });
});
