import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptSecret, loadSecrets } from './secrets.ts';

describe('loadSecrets', () => {
  let DATA_DIR: string;
  beforeEach(() => {
    DATA_DIR = mkdtempSync(join(tmpdir(), 'secrets-'));
  });
  afterEach(() => rmSync(DATA_DIR, { recursive: true }));

  it('should use the given secret and keep nothing', () => {
    const JWT_SECRET = 'g'.repeat(32);
    expect(loadSecrets({ JWT_SECRET, DATA_DIR }).jwtSecret).toBe(JWT_SECRET);
    expect(readdirSync(DATA_DIR)).toEqual([]);
  });

  it('should make a secret once and keep it for its owner alone', () => {
    const { jwtSecret } = loadSecrets({ JWT_SECRET: undefined, DATA_DIR });
    expect(jwtSecret).toMatch(/^[0-9a-f]{64}$/);
    expect(loadSecrets({ JWT_SECRET: undefined, DATA_DIR }).jwtSecret).toBe(jwtSecret);
    expect(statSync(join(DATA_DIR, 'jwt.secret')).mode & 0o777).toBe(0o600);
    expect(readdirSync(DATA_DIR)).toEqual(['jwt.secret']);
  });

  it('should make another one for another folder', () => {
    const other = join(DATA_DIR, 'not', 'there', 'yet');
    const first = loadSecrets({ JWT_SECRET: undefined, DATA_DIR });
    expect(loadSecrets({ JWT_SECRET: undefined, DATA_DIR: other }).jwtSecret).not.toBe(first.jwtSecret);
  });

  it.each(['', 'short\n'])('should refuse a kept secret that is %j', (content) => {
    writeFileSync(join(DATA_DIR, 'jwt.secret'), content);
    expect(() => loadSecrets({ JWT_SECRET: undefined, DATA_DIR })).toThrow('holds no usable secret; delete it');
  });

  it('should say so when the folder cannot be made', () => {
    writeFileSync(join(DATA_DIR, 'file'), '');
    expect(() => keptSecret(join(DATA_DIR, 'file', 'secret'))).toThrow(/cannot be read or made \(ENOTDIR\)/);
  });
});
