import { AuditError } from '../../audit.errors.ts';
import { parseQuery } from './parse-query.ts';
import { NAMES_ELSEWHERE, QUERY_FIELD_NAMES, QUERY_FIELDS } from './query-fields.ts';

const NOW = new Date('2026-03-10T12:34:56.789Z');

function reasonFor(text: string): string {
  try {
    parseQuery(text, NOW);
  } catch (error) {
    return error instanceof AuditError ? JSON.stringify(error.getResponse()) : 'it is no AuditError';
  }
  return 'nothing is wrong';
}

describe('QUERY_FIELDS', () => {
  it('should tell of each which values it takes', () => {
    expect(Object.fromEntries(QUERY_FIELD_NAMES.map((name) => [name, QUERY_FIELDS[name].kind]))).toEqual({
      action: 'open',
      category: 'open',
      user: 'open',
      actor: 'closed',
      resource: 'open',
      resourceId: 'open',
      status: 'closed',
      severity: 'closed',
      error: 'open',
      fingerprint: 'open',
      request: 'open',
      trace: 'open',
      tenant: 'open',
      ip: 'address',
      after: 'time',
      before: 'time',
      on: 'time',
      id: 'open',
      has: 'closed',
      text: 'text',
    });
  });

  it.each(QUERY_FIELD_NAMES)('should understand every value of %s that it proposes', (name) => {
    const field = QUERY_FIELDS[name];
    const values: readonly string[] = 'values' in field ? (field.values ?? []) : [];
    expect(values.length > 0).toBe(field.kind === 'closed' || field.kind === 'time');
    for (const value of values) expect(parseQuery(`${name}:${value}`, NOW).conditions).toHaveLength(1);
  });

  it('should propose times that are far apart', () => {
    const moments = QUERY_FIELDS.after.values?.map((value) => parseQuery(`after:${value}`, NOW).conditions[0]);
    expect(new Set(moments?.map((moment) => JSON.stringify(moment))).size).toBe(6);
  });
});

describe('NAMES_ELSEWHERE', () => {
  it.each(Object.entries(NAMES_ELSEWHERE))('should have somebody who writes %s: told of %s', (written, name) => {
    expect(QUERY_FIELD_NAMES).toContain(name);
    expect(reasonFor(`${written}:1`)).toContain(`did you mean ${name}?`);
  });
});
