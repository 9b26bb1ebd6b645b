import { ActingScope } from './acting-scope.ts';
import { NOWHERE } from './audit-record.ts';
import { AuditScope } from './audit-scope.ts';

const ADA = { type: 'user', id: 'ada' } as const;
const REQUEST = {
  ...NOWHERE,
  actor: { type: 'user', id: 'bob' } as const,
  requestId: 'r1',
  traceId: 't1',
  ipAddress: '::1',
};

describe('ActingScope', () => {
  it('should have the actor, and all else from around', () => {
    const { origin } = new ActingScope(ADA, new AuditScope({ ...REQUEST, userAgent: 'a', context: { x: 'y' } }));
    const { actor, requestId, traceId, ipAddress, userAgent, context } = origin;
    expect({ actor, requestId, traceId, ipAddress, userAgent, context }).toEqual({
      ...REQUEST,
      actor: ADA,
      userAgent: 'a',
      context: { x: 'y' },
    });
  });

  it('should begin a trace where nothing is around', () => {
    const one = new ActingScope(ADA, undefined);
    const other = new ActingScope(ADA, undefined);
    expect(one.origin.traceId).toMatch(/^[\da-f]{32}$/);
    expect(one.origin.traceId).not.toBe(other.origin.traceId);
    expect(one.innerSpan()).toBeUndefined();
  });

  it('should give notes to the scope around, whose entry it is', () => {
    const request = new AuditScope(REQUEST);
    new ActingScope(ADA, new ActingScope(ADA, request)).annotate({ reason: 'noted' });
    expect(request.notes.reason).toBe('noted');
    expect(() => new ActingScope(ADA, undefined).annotate({ reason: 'nowhere' })).not.toThrow();
  });

  it('should stand where the scope around stands', () => {
    const request = new AuditScope(REQUEST);
    const inner = new ActingScope(ADA, request).innerSpan();
    expect(inner).toEqual({ spanId: expect.stringMatching(/^[\da-f]{16}$/), parentSpanId: request.place()?.spanId });
  });

  it('should have nothing of it taken into what another actor does', () => {
    const order = { category: 'shop', action: 'create' } as const;
    class Order extends AuditScope {
      override tells(): typeof order {
        return order;
      }
    }
    const around = new Order(REQUEST);
    expect(new AuditScope(REQUEST, around).absorb(order)).toBe(true);
    expect(new ActingScope(ADA, around).absorb(order)).toBe(false);
  });
});
