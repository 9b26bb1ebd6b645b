import 'reflect-metadata';
import { AuditedEntity, auditOfEntity } from './audited-entity.decorator.ts';

@AuditedEntity()
class HTTPRequestLog2 {}

@AuditedEntity({ resource: 'account', category: 'bank', exclude: ['seen'], mask: ['pin'] })
class Account {}

class SavingsAccount extends Account {}

describe(AuditedEntity.name, () => {
  it('should name the resource after the class', () => {
    expect(auditOfEntity(HTTPRequestLog2)).toEqual({
      resource: 'http_request_log2',
      category: 'data_operation',
      exclude: [],
      mask: [],
    });
  });

  it('should hold for classes that inherit', () => {
    const audit = { resource: 'account', category: 'bank', exclude: ['seen'], mask: ['pin'] };
    expect([auditOfEntity(Account), auditOfEntity(SavingsAccount)]).toEqual([audit, audit]);
  });

  it.each([[Date], ['accounts'], [undefined]])('should say nothing of %p', (target) => {
    expect(auditOfEntity(target)).toBeUndefined();
  });
});
