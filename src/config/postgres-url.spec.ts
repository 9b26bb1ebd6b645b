import { hostAndPort, withDatabase } from './postgres-url.ts';

describe('hostAndPort', () => {
  it.each([
    ['postgres://user:secret@db.internal:6000/app', 'db.internal:6000'],
    ['postgres://user:secret@db.internal/app', 'db.internal:5432'],
    ['postgres://[::1]:6000/app', '[::1]:6000'],
  ])('should name only the server of %s', (url, expected) => {
    expect(hostAndPort(url)).toBe(expected);
  });
});

describe('withDatabase', () => {
  it('should change the database and nothing else', () => {
    expect(withDatabase('postgres://u:p@h:1/old?sslmode=require', 'a b')).toBe(
      'postgres://u:p@h:1/a%20b?sslmode=require',
    );
  });
});
