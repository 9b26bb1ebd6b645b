import { type AuditLevel, AuditPolicy, type AuditPolicyRule, type PolicySubject } from './audit-policy.ts';

const GET: PolicySubject = { method: 'GET', route: '/users/:id', path: '/users/7', statusCode: 200 };

function levelOf(rules: readonly AuditPolicyRule[], subject: Partial<PolicySubject> = {}): AuditLevel {
  return new AuditPolicy(rules).levelOf({ ...GET, ...subject });
}

/** What is read and found, and leaves no entry. */
const quiet = (path: string): [method: string, path: string, statusCode: number, level: AuditLevel] => [
  'GET',
  path,
  200,
  'none',
];

describe(AuditPolicy.name, () => {
  it('should let the first rule that matches decide', () => {
    const rules: AuditPolicyRule[] = [
      { level: 'request', routes: ['/users/:id'], methods: ['PATCH'] },
      { level: 'metadata', routes: ['/users/**'] },
      { level: 'none', methods: ['GET'], statuses: [304] },
    ];
    expect(levelOf(rules, { method: 'PATCH' })).toBe('request');
    expect(levelOf(rules)).toBe('metadata');
    expect(levelOf(rules, { route: '/roles', statusCode: 304 })).toBe('none');
    expect(levelOf(rules, { route: '/roles' })).toBe('changes');
  });

  it.each<[glob: string, name: string, isMatch: boolean]>([
    ['/docs/**', '/docs', true],
    ['/docs/**', '/docs/a/b', true],
    ['/docs/**', '/docs-json', false],
    ['/docs/*', '/docs/a', true],
    ['/docs/*', '/docs/a/b', false],
    ['/**/raw', '/a/b/raw', true],
    ['/**/raw', '/raw', true],
    ['/**/raw', '/a/braw', false],
    ['/**/*.{css,js}', '/app.css', true],
    ['/**/*.{css,js}', '/a/app.js', true],
    ['/**/*.{css,js}', '/a/app.json', false],
    ['/a.b', '/aXb', false],
    ['/users/:id', '/users/7', false],
    ['/(x)+[y]', '/(x)+[y]', true],
  ])('should see that %s and %s match: %p', (glob, path, isMatch) => {
    expect(levelOf([{ level: 'none', routes: [glob] }], { route: null, path }) === 'none').toBe(isMatch);
  });

  it('should ask the pattern of a known route, not the path, which the client chooses', () => {
    const rules: AuditPolicyRule[] = [{ level: 'none', routes: ['/**/*.css', '/users/me'] }];
    expect(levelOf(rules, { route: '/users/:id', path: '/users/me' })).toBe('changes');
    expect(levelOf(rules, { route: '/users/:id', path: '/users/x.css' })).toBe('changes');
    expect(levelOf(rules, { route: '/site/*', path: '/site/x.css' })).toBe('none');
  });

  it('should pass over rules that ask for a status which is not known', () => {
    const rules: AuditPolicyRule[] = [{ level: 'none', statuses: ['2xx', 404] }];
    expect(levelOf(rules, { statusCode: undefined })).toBe('changes');
    expect(levelOf(rules, { statusCode: null })).toBe('changes');
    expect([200, 299, 404].map((statusCode) => levelOf(rules, { statusCode }))).toEqual(['none', 'none', 'none']);
    expect([199, 300, 403].map((statusCode) => levelOf(rules, { statusCode }))).not.toContain('none');
  });

  it.each<[method: string, path: string, statusCode: number, level: AuditLevel]>([
    ['GET', '/health/live', 200, 'none'],
    ['GET', '/health', 503, 'changes'],
    ['POST', '/health', 201, 'changes'],
    ...['/healthz', '/livez', '/readyz', '/metrics', '/favicon.ico', '/robots.txt'].map(quiet),
    ...['/assets/a/b', '/static/a', '/public/a'].map(quiet),
    ...'css js mjs map png jpg jpeg gif svg ico webp woff woff2 ttf'.split(' ').map((kind) => quiet(`/a/b.${kind}`)),
    ['HEAD', '/app/main.js', 304, 'none'],
    ['GET', '/app/main.js', 404, 'changes'],
    ['GET', '/healthy', 200, 'changes'],
  ])('should by default keep of %s %s answered with %i: %s', (method, path, statusCode, level) => {
    expect(levelOf([], { method, route: null, path, statusCode })).toBe(level);
  });
});
