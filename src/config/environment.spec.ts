import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Environment, loadEnvironment } from './environment.ts';

describe('loadEnvironment', () => {
  it('should give the documented defaults when nothing is set', () => {
    expect(loadEnvironment({})).toEqual({
      PORT: 3000,
      HOST: '127.0.0.1',
      DATABASE_URL: undefined,
      DATABASE_MIGRATION_URL: undefined,
      DATABASE_MAINTENANCE_URL: undefined,
      DATA_DIR: join(process.cwd(), '.data'),
      UPLOADS_DIR: undefined,
      JWT_SECRET: undefined,
      ADMIN_EMAIL: 'admin@example.com',
      ADMIN_PASSWORD: undefined,
      TRUST_PROXY: false,
      LOG_LEVEL: 'info',
      DATABASE_WAIT_SECONDS: 30,
      SIGN_IN_RATE_LIMIT: 10,
      AUDIT_JOURNAL_DIR: undefined,
      AUDIT_JOURNAL_SYNC: 'interval',
      AUDIT_JOURNAL_SYNC_INTERVAL_MS: 100,
      AUDIT_JOURNAL_MAX_BYTES: 1_073_741_824,
      AUDIT_JOURNAL_KEEP_SECONDS: 600,
      AUDIT_MAX_QUEUE_BYTES: 33_554_432,
      AUDIT_FLUSH_INTERVAL_MS: 200,
      AUDIT_BATCH_SIZE: 2_000,
      AUDIT_APPEND_ONLY: undefined,
      AUDIT_READ_CONNECTIONS: 8,
      AUDIT_READ_TIMEOUT_MS: 5_000,
    });
  });

  it('should take an empty variable for unset', () => {
    const empty = Object.fromEntries(Object.keys(new Environment()).map((name) => [name, '']));
    expect(loadEnvironment(empty)).toEqual(loadEnvironment({}));
  });

  it('should be frozen and of its class', () => {
    const environment = loadEnvironment({});
    expect(environment).toBeInstanceOf(Environment);
    expect(Object.isFrozen(environment)).toBe(true);
  });

  it.each([
    ['PORT', '0', 0],
    ['PORT', '65535', 65_535],
    ['HOST', '::1', '::1'],
    ['HOST', 'host.internal', 'host.internal'],
    ['DATABASE_URL', 'postgres://u:p@h:5432/d', 'postgres://u:p@h:5432/d'],
    ['DATABASE_URL', 'postgresql://h/d?sslmode=require', 'postgresql://h/d?sslmode=require'],
    ['JWT_SECRET', 'x'.repeat(32), 'x'.repeat(32)],
    ['ADMIN_PASSWORD', 'twelve chars', 'twelve chars'],
    ['TRUST_PROXY', 'true', true],
    ['TRUST_PROXY', 'false', false],
    ['TRUST_PROXY', '10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
    ['LOG_LEVEL', 'silent', 'silent'],
    ['DATABASE_WAIT_SECONDS', '0', 0],
    ['AUDIT_JOURNAL_SYNC', 'always', 'always'],
    ['AUDIT_JOURNAL_KEEP_SECONDS', '0', 0],
    ['AUDIT_BATCH_SIZE', '1', 1],
    ['DATABASE_MIGRATION_URL', 'postgres://o:p@h:5432/d', 'postgres://o:p@h:5432/d'],
    ['DATABASE_MAINTENANCE_URL', 'postgres://m:p@h:5432/d', 'postgres://m:p@h:5432/d'],
    ['AUDIT_APPEND_ONLY', 'require', 'require'],
  ])('should accept %s=%s', (name, given, value) => {
    expect(loadEnvironment({ [name]: given })).toMatchObject({ [name]: value });
  });

  it.each(['DATA_DIR', 'UPLOADS_DIR', 'AUDIT_JOURNAL_DIR'] as const)('should make a relative %s absolute', (name) => {
    expect(loadEnvironment({ [name]: 'some/where' })[name]).toBe(join(process.cwd(), 'some', 'where'));
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['PORT', '0x10'],
    ['PORT', ' 80'],
    ['PORT', 'http'],
    ['HOST', 'http://localhost'],
    ['HOST', 'two words'],
    ['ADMIN_EMAIL', 'admin'],
    ['TRUST_PROXY', 'yes'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', '10.0.0.0/8/8'],
    ['TRUST_PROXY', '10.0.0.1,'],
    ['LOG_LEVEL', 'verbose'],
    ['DATABASE_WAIT_SECONDS', '30s'],
    ['SIGN_IN_RATE_LIMIT', '0'],
    ['AUDIT_JOURNAL_SYNC', 'sometimes'],
    ['AUDIT_JOURNAL_SYNC_INTERVAL_MS', '0'],
    ['AUDIT_JOURNAL_MAX_BYTES', '1000'],
    ['AUDIT_JOURNAL_KEEP_SECONDS', '-1'],
    ['AUDIT_MAX_QUEUE_BYTES', '32MB'],
    ['AUDIT_MAX_QUEUE_BYTES', '4294967297'],
    ['AUDIT_FLUSH_INTERVAL_MS', '0'],
    ['AUDIT_BATCH_SIZE', '10001'],
    ['AUDIT_APPEND_ONLY', 'yes'],
  ])('should refuse %s=%s in one sentence that shows the value and what to do', (name, value) => {
    const message = problemOf({ [name]: value });
    expect(message.split('\n')).toHaveLength(1);
    expect(message.startsWith(`${name} must be `)).toBe(true);
    expect(message).toContain(`(it is "${value}"); `);
    expect(message).toMatch(/\.$/);
    expect(message).not.toContain('$');
  });

  it.each([
    ['DATABASE_URL', 'mysql://user:hunter22@host/db'],
    ['DATABASE_URL', 'user:hunter22@host'],
    ['DATABASE_URL', 'postgres://user:hunter22@host'],
    ['DATABASE_MIGRATION_URL', 'postgres://user:hunter22@host'],
    ['DATABASE_MAINTENANCE_URL', 'user:hunter22@host'],
    ['JWT_SECRET', 'hunter22'],
    ['ADMIN_PASSWORD', 'hunter22'],
  ])('should refuse %s=%s without repeating it', (name, value) => {
    const message = problemOf({ [name]: value });
    expect(message.startsWith(`${name} must `)).toBe(true);
    expect(message).not.toContain('hunter22');
  });

  it('should tell of every wrong variable at once', () => {
    const lines = problemOf({ PORT: 'x', LOG_LEVEL: 'x', AUDIT_BATCH_SIZE: 'x' }).split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['PORT', 'LOG_LEVEL', 'AUDIT_BATCH_SIZE']);
  });

  it('should take an unknown AUDIT_ variable for a typing mistake and list the known ones', () => {
    const message = problemOf({ AUDIT_BATCHSIZE: '5' });
    expect(message).toMatch(/^AUDIT_BATCHSIZE is no setting .*AUDIT_BATCH_SIZE/);
    expect(loadEnvironment({ SOMETHING_ELSE: '5' })).toEqual(loadEnvironment({}));
  });

  it('should have every setting with its default in .env.example', () => {
    const example = readFileSync('.env.example', 'utf8')
      .split('\n')
      .filter((line) => /^[A-Z0-9_]+=/.test(line));
    const settings = Object.fromEntries(example.map((line) => line.split('=')));
    expect(Object.keys(settings).toSorted()).toEqual(Object.keys(new Environment()).toSorted());
    expect(loadEnvironment(settings)).toEqual(loadEnvironment({}));
  });
});

function problemOf(variables: Record<string, string>): string {
  try {
    loadEnvironment(variables);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It was accepted.');
}
