import * as fc from 'fast-check';
import type { AuditEntry, AuditRecord } from './audit-entry.ts';
import { NOWHERE, RecordFactory } from './audit-record.ts';
import type { AuditOrigin } from './audit-origin.ts';
import { AUDIT_ACTOR_TYPES, AUDIT_SEVERITIES, AUDIT_STATUSES } from './catalogue.ts';
import { DEFAULT_RULES } from './record-rules.ts';

const MOMENT = new Date('2026-11-23T18:30:12.345Z');
const ENTRY: AuditEntry = { category: 'shop', action: 'create', resource: 'big_order', resourceId: '7' };
const ORIGIN: AuditOrigin = {
  actor: { type: 'user', id: 'u1', label: 'ada', tenantId: 't1' },
  requestId: 'r1',
  traceId: 'trace',
  ipAddress: '10.0.0.1',
  userAgent: 'test',
};

const record = (entry: Partial<AuditEntry>, origin = ORIGIN): AuditRecord =>
  new RecordFactory(DEFAULT_RULES).toRecord({ ...ENTRY, ...entry }, origin, MOMENT);
/** As callers without types do it. */
const untyped = (entry: Record<string, unknown>): AuditRecord => record(entry);

describe(RecordFactory.name, () => {
  it('should complete an entry from where it comes', () => {
    expect(record({})).toEqual({
      id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7/),
      timestamp: '2026-11-23T18:30:12.345Z',
      category: 'shop',
      actionType: 'create',
      resourceType: 'big_order',
      resourceId: '7',
      description: 'ada created big order 7',
      status: 'success',
      severity: null,
      errorType: null,
      errorFingerprint: null,
      actorType: 'user',
      userId: 'u1',
      userLabel: 'ada',
      tenantId: 't1',
      ipAddress: '10.0.0.1',
      userAgent: 'test',
      requestId: 'r1',
      traceId: 'trace',
      metadata: {},
    });
  });

  it('should take the actor of the entry before the one of the origin, and the system when there is none', () => {
    expect(record({ actor: { type: 'service', id: 's' } })).toMatchObject({
      actorType: 'service',
      userId: 's',
      userLabel: null,
    });
    expect(record({}, NOWHERE)).toMatchObject({
      actorType: 'system',
      userId: null,
      description: 'The system created big order 7',
    });
  });

  it.each<[given: Partial<AuditEntry>, expected: Partial<AuditRecord>]>([
    [{ status: 'failure' }, { severity: 'WARNING', errorType: null }],
    [{ status: 'error' }, { severity: 'ERROR' }],
    [{ status: 'failure', severity: 'CRITICAL' }, { severity: 'CRITICAL' }],
    [{ error: new TypeError('x') }, { status: 'error', severity: 'ERROR', errorType: 'TypeError' }],
    [
      { error: new TypeError('x'), status: 'failure' },
      { status: 'failure', severity: 'WARNING', errorType: 'TypeError' },
    ],
    [
      { error: new TypeError('x'), status: 'success' },
      { severity: null, errorType: null, errorFingerprint: null },
    ],
    [{ error: null }, { status: 'error', errorType: 'object' }],
  ])('should read status, severity and type of %j', (given, expected) => {
    expect(record(given)).toMatchObject(expected);
  });

  it.each<[given: Partial<AuditEntry>, description: string]>([
    [{ description: 'It\nhappened: token=abc' }, String.raw`It\u000ahappened: token=[REDACTED]`],
    [{ object: 'an order' }, 'ada created an order'],
    [{ resource: undefined, resourceId: '7' }, 'ada created resource 7'],
    [{ resource: undefined, resourceId: undefined }, 'ada created'],
    [{ resourceId: '' }, 'ada created big order'],
    [{ error: new Error('lost') }, 'ada tried to create big order 7 and it failed: lost'],
    [{ error: new Error('lost'), reason: 'away' }, 'ada tried to create big order 7 and it failed: away'],
    [{ description: '' }, 'ada created big order 7'],
  ])('should describe %j', (given, description) => {
    expect(record(given).description).toBe(description);
  });

  it('should keep changes of what succeeded apart from what was only attempted', () => {
    const changes = { price: { from: 1, to: 2 }, password: { from: 'a', to: 'b' } };
    const redacted = { price: { from: 1, to: 2 }, password: { from: '[REDACTED]', to: '[REDACTED]' } };
    expect(record({ changes }).metadata).toEqual({ changes: redacted });
    expect(record({ changes, status: 'failure' }).metadata).toEqual({ attemptedChanges: redacted });
    expect(record({ changes: {} }).metadata).toEqual({});
  });

  it('should keep changes and error whatever the size of what the caller adds', () => {
    const body = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => 'x'));
    const { metadata } = record({ metadata: { body }, changes: { a: { from: 1, to: 2 } }, error: new Error('x') });
    expect(metadata).toMatchObject({ attemptedChanges: { a: { from: 1, to: 2 } }, error: { message: 'x' } });
  });

  it('should bound every text', () => {
    const long = 'x'.repeat(1_000_000) as 'shop' & 'count'; // what untyped callers give
    const entry = { category: long, action: long, resource: long, resourceId: long, object: long, reason: long };
    const actor = { type: 'user', id: long, label: long, tenantId: long } as const;
    const bounded = record({ ...entry, actor, status: 'failure' }, { ...ORIGIN, userAgent: long, requestId: long });
    expect(JSON.stringify(bounded).length).toBeLessThan(6_000);
    expect(bounded.description).toHaveLength(1_000);
  });

  it.each<[given: Record<string, unknown>, expected: Partial<AuditRecord>]>([
    [{ resourceId: 10n }, { resourceId: '10', description: 'ada created big order 10' }],
    [{ resourceId: 7 }, { resourceId: '7' }],
    [{ resourceId: { a: 1 } }, { resourceId: '{"a":1}' }],
    [{ resourceId: () => 1 }, { resourceId: '[function]' }],
    [
      { category: undefined, action: null },
      { category: 'unknown', actionType: 'unknown' },
    ],
    [
      { status: 'done', severity: 'bad' },
      { status: 'success', severity: null },
    ],
    [{ actor: { type: 'admin', id: 1 } }, { actorType: 'anonymous', userId: '1' }],
    [{ actor: 'ada' }, { actorType: 'anonymous', userId: null }],
    [{ metadata: 'text' }, { metadata: { metadata: 'text' } }],
    [{ metadata: null, changes: null }, { metadata: {} }],
    [{ changes: 'many' }, { metadata: { changes: 'many' } }],
    [{ metadata: new Proxy({}, { ownKeys: () => { throw new Error('no'); } }) }, { metadata: { metadata: '[unreadable]' } }], // prettier-ignore
  ])('should not lose the entry of an untyped caller that gives %p', (given, expected) => {
    expect(untyped(given)).toMatchObject(expected);
  });

  it('should make a storable record of anything', () => {
    const anything = fc.anything({
      withBigInt: true,
      withMap: true,
      withSet: true,
      withNullPrototype: true,
      withUnicodeString: true,
    });
    const fields = [
      'category',
      'action',
      'resource',
      'resourceId',
      'object',
      'reason',
      'description',
      'status',
      'severity',
      'metadata',
      'changes',
      'error',
      'actor',
    ];
    const entry = fc.record(Object.fromEntries(fields.map((field) => [field, anything])), { requiredKeys: [] });
    fc.assert(
      fc.property(entry, (given) => {
        const { status, severity, actorType, metadata, ...texts } = new RecordFactory(DEFAULT_RULES).toRecord(
          given as never,
          NOWHERE,
          MOMENT,
        );
        expect(AUDIT_STATUSES).toContain(status);
        expect([null, ...AUDIT_SEVERITIES]).toContain(severity);
        expect(AUDIT_ACTOR_TYPES).toContain(actorType);
        expect(Object.values(texts).every((text) => text === null || typeof text === 'string')).toBe(true);
        expect(typeof JSON.stringify(metadata)).toBe('string');
      }),
    );
  });
});
