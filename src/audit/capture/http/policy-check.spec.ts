import { AuditError } from '../../audit.errors.ts';
import { AuditPolicy, type AuditPolicyRule } from './audit-policy.ts';
import type { KnownRoute } from './known-routes.ts';
import { refuseHiding } from './policy-check.ts';

const ROUTES: readonly KnownRoute[] = [
  { method: 'GET', pattern: '/roles', audit: { audited: { category: 'role_permission', action: 'read' } } },
  { method: 'POST', pattern: '/roles/:id', audit: { audited: { category: 'role_permission', action: 'create' } } },
  { method: 'GET', pattern: '/docs', audit: undefined },
  { method: 'GET', pattern: '/probe', audit: { skipped: 'a probe' } },
];

const check = (rule: AuditPolicyRule) => (): void => refuseHiding(new AuditPolicy([rule]), ROUTES);

describe('refuseHiding', () => {
  it.each<[what: string, rule: AuditPolicyRule]>([
    ['everything', { level: 'none' }],
    ['everything by its path', { level: 'none', routes: ['/**'] }],
    ['everything that changes something', { level: 'none', methods: ['POST'] }],
    ['every success', { level: 'none', statuses: ['2xx'] }],
    ['every fault', { level: 'none', statuses: ['5xx'] }],
    ['an audited route', { level: 'none', routes: ['/roles/**'], methods: ['POST'] }],
    ['refusals of an audited route', { level: 'none', routes: ['/roles/:id'], statuses: [403] }],
    ['the reading of an audited route', { level: 'none', routes: ['/roles'], methods: ['GET'], statuses: ['2xx'] }],
  ])('should refuse a policy that hides %s', (_what, rule) => {
    expect(check(rule)).toThrow(AuditError);
    expect(check(rule)).toThrow(/Option "policy" hides /);
  });

  it.each<[what: string, rule: AuditPolicyRule]>([
    ['what is read well, of routes that are not audited', { level: 'none', routes: ['/docs/**', '/probe'] }],
    ['unknown paths', { level: 'none', statuses: [404], routes: ['/wp-admin/**'] }],
    ['less of everything', { level: 'metadata' }],
  ])('should let a policy keep %s', (_what, rule) => {
    expect(check(rule)).not.toThrow();
  });
});
