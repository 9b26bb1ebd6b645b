import type { AuditAnnotation } from '../../entry/audit-entry.ts';
import { AuditAction, AuditCategory } from '../../entry/catalogue.ts';
import { auditedEntry, auditedSubject } from './audited-entry.ts';
import type { AuditedCall, AuditedOptions } from './audited-options.ts';

const MARK: AuditedOptions = {
  category: AuditCategory.DataOperation,
  action: AuditAction.Update,
  resource: 'invoice',
};
const told = (notes: AuditAnnotation = {}, absorbed?: AuditAnnotation) => ({ notes, absorbed, isDone: true });
const call = (known: Partial<AuditedCall> = {}): AuditedCall => ({ params: {}, ...known });
const fails = (): never => {
  throw new Error('of the host');
};

describe(auditedEntry.name, () => {
  it('should tell what the decorator says, and nothing else', () => {
    expect(auditedEntry(MARK, call(), told())).toEqual({
      ...MARK,
      delivery: 'standard',
      actor: undefined,
      resourceId: undefined,
      object: undefined,
      changes: {},
      metadata: {},
    });
    expect(Object.keys(auditedEntry(MARK, call(), told()))).not.toContain('description');
  });

  it('should prefer what was annotated, then what the decorator makes of the call, then what was absorbed', () => {
    const absorbed = { object: 'absorbed', resourceId: 'absorbed' };
    const notes = { object: 'noted', resourceId: 'noted', actor: { type: 'system' as const } };
    const made: AuditedOptions = {
      ...MARK,
      object: () => 'made',
      resourceId: () => 'made',
      actor: () => ({ type: 'user', id: 'made' }),
    };
    expect(auditedEntry(made, call(), told(notes, absorbed))).toMatchObject(notes);
    expect(auditedEntry(made, call(), told({}, absorbed))).toMatchObject({
      object: 'made',
      resourceId: 'made',
      actor: { type: 'user', id: 'made' },
    });
    expect(auditedEntry(MARK, call(), told({}, absorbed))).toMatchObject(absorbed);
  });

  it('should lay changes and metadata over each other in the same order', () => {
    const change = (after: string) => ({ from: 'old', to: after });
    const absorbed = {
      changes: { a: change('absorbed'), b: change('absorbed'), c: change('absorbed') },
      metadata: { count: 'absorbed', b: 'absorbed', c: 'absorbed' },
    };
    const made: AuditedOptions = {
      ...MARK,
      changes: () => ({ b: change('made'), c: change('made') }),
      metadata: () => ({ b: 'made', c: 'made' }),
    };
    const notes = { changes: { c: change('noted') }, metadata: { c: 'noted' } };
    expect(auditedEntry(made, call({ count: 3 }), told(notes, absorbed))).toMatchObject({
      changes: { a: change('absorbed'), b: change('made'), c: change('noted') },
      metadata: { count: 'absorbed', b: 'made', c: 'noted' },
    });
  });

  it('should count what an iterator gave, also when that is nothing', () => {
    expect(auditedEntry(MARK, call({ count: 0 }), told()).metadata).toEqual({ count: 0 });
    expect(auditedEntry(MARK, call(), told()).metadata).toEqual({});
  });

  it('should have the sentence of the decorator only when it is done', () => {
    const made: AuditedOptions = { ...MARK, description: () => 'Sent it.' };
    expect(auditedEntry(made, call(), told()).description).toBe('Sent it.');
    expect(auditedEntry(made, call(), { ...told(), isDone: false }).description).toBeUndefined();
    const silent: AuditedOptions = { ...MARK, description: () => null };
    expect(Object.keys(auditedEntry(silent, call(), told()))).not.toContain('description');
  });

  it('should lose only the part whose function throws', () => {
    const broken: AuditedOptions = {
      ...MARK,
      actor: fails,
      resourceId: fails,
      object: fails,
      description: fails,
      changes: fails,
      metadata: fails,
    };
    const absorbed = { object: 'absorbed', changes: { a: { from: 1, to: 2 } }, metadata: { b: 1 } };
    expect(auditedEntry(broken, call({ params: { id: '7' }, count: 2 }), told({}, absorbed))).toEqual({
      ...MARK,
      ...absorbed,
      delivery: 'standard',
      actor: undefined,
      resourceId: '7',
      metadata: { count: 2, b: 1 },
    });
  });
});

describe(auditedSubject.name, () => {
  it('should be about what was annotated, or what the decorator says, or the parameter of the route', () => {
    const made: AuditedOptions = { ...MARK, resourceId: ({ params }) => params['number'] };
    const known = call({ params: { id: '7', number: '8' } });
    expect(auditedSubject(made, known, { resourceId: '9' })).toEqual({ ...MARK, resourceId: '9' });
    expect(auditedSubject(made, known, {})).toEqual({ ...MARK, resourceId: '8' });
    expect(auditedSubject(MARK, known, {})).toEqual({ ...MARK, resourceId: '7' });
  });
});
