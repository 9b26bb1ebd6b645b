import { AUDIT_DELIVERIES, type AuditDelivery, deliveryOf, deliveryOfEntry } from './delivery.ts';
import { AuditAction, AuditCategory, type AuditStatus } from './catalogue.ts';

describe('deliveryOf', () => {
  it.each<[category: string, action: string, expected: AuditDelivery]>([
    ['authentication', 'login', 'critical'],
    ['authentication', 'logout', 'standard'],
    ['authentication', 'password_change', 'standard'],
    ['user_management', 'create', 'standard'],
    ['user_management', 'delete', 'standard'],
    ['user_management', 'read', 'standard'],
    ['user_management', 'export', 'critical'],
    ['role_permission', 'create', 'critical'],
    ['role_permission', 'delete', 'critical'],
    ['role_permission', 'assign', 'critical'],
    ['role_permission', 'read', 'standard'],
    ['system_setting', 'update', 'critical'],
    ['system_setting', 'read', 'standard'],
    ['data_operation', 'import', 'standard'],
    ['data_operation', 'export', 'critical'],
    ['administrative', 'run', 'standard'],
    ['error', 'exception', 'standard'],
    ['request', 'request', 'standard'],
    ['invoicing', 'invoice.send', 'standard'],
    ['invoicing', 'login', 'critical'],
  ])('should take %s, %s for %s', (category, action, expected) => {
    expect(deliveryOf({ category, action })).toBe(expected);
  });

  it('should take what is said before what is the rule', () => {
    for (const category of Object.values(AuditCategory)) {
      for (const action of Object.values(AuditAction)) {
        expect(AUDIT_DELIVERIES.map((delivery) => deliveryOf({ delivery, category, action }))).toEqual(
          AUDIT_DELIVERIES,
        );
      }
    }
  });
});

describe('deliveryOfEntry', () => {
  const request = { category: 'request', action: 'request' } as const;

  it.each<[method: string, status: AuditStatus, expected: AuditDelivery]>([
    ['GET', 'success', 'best-effort'],
    ['HEAD', 'success', 'best-effort'],
    ['OPTIONS', 'success', 'best-effort'],
    ['GET', 'failure', 'standard'],
    ['GET', 'error', 'standard'],
    ['POST', 'success', 'standard'],
    ['PUT', 'success', 'standard'],
    ['PATCH', 'success', 'standard'],
    ['DELETE', 'success', 'standard'],
    ['QUERY', 'success', 'standard'],
  ])('should take a plain request for %s of %s for %s', (method, status, expected) => {
    expect(deliveryOfEntry({ ...request, http: { method } }, status)).toBe(expected);
  });

  it.each<[what: string, entry: Parameters<typeof deliveryOfEntry>[0], expected: AuditDelivery]>([
    ['a reading that is audited', { category: 'user_management', action: 'read', http: { method: 'GET' } }, 'standard'],
    ['an export', { category: 'data_operation', action: 'export', http: { method: 'GET' } }, 'critical'],
    ['a request that says so', { ...request, delivery: 'critical', http: { method: 'GET' } }, 'critical'],
    ['what is no request', request, 'standard'],
  ])('should not take %s for a plain one', (_what, entry, expected) => {
    expect(deliveryOfEntry(entry, 'success')).toBe(expected);
  });
});
