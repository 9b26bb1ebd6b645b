import * as fc from 'fast-check';
import type { Client } from 'pg';
import { newRecordId } from '../../src/audit/entry/record-id.ts';

/** What a file is most easily broken by. */
const AWKWARD = [
  '=1+1',
  '+1',
  '-1',
  '@A1',
  '\t',
  '\r',
  '\n',
  '\r\n',
  '＝1',
  '＋',
  '－',
  '＠',
  '"',
  '""',
  ',',
  ';',
  '\\.',
  '\\',
  "'",
  '',
  ' ',
  '\u2028',
  '😀',
  '\u0001',
  '\u0002',
  '\u007f',
  'é',
  '{',
  '%',
];

/** Text as PostgreSQL takes it: anything but NUL and halves of characters. */
export const storableText = fc
  .array(fc.oneof(fc.constantFrom(...AWKWARD), fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 4 })
  .map((parts) => parts.join('').replaceAll('\0', ''));

const optionalText = fc.option(storableText, { nil: null });

/** A row of the log whose texts may be anything. */
export const storableEntry = fc.record({
  time: fc.date({ min: new Date('2001-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
  category: storableText,
  action_type: storableText,
  description: storableText,
  status: fc.constantFrom('success', 'failure', 'error'),
  severity: fc.constantFrom(null, 'WARNING', 'ERROR', 'CRITICAL'),
  actor_type: fc.constantFrom('user', 'service', 'system', 'anonymous'),
  user_id: optionalText,
  user_label: optionalText,
  tenant_id: optionalText,
  ip_address: fc.constantFrom(null, '10.0.0.1', '2001:db8::1', '10.0.0.0/8'),
  user_agent: optionalText,
  resource_type: optionalText,
  resource_id: optionalText,
  error_type: optionalText,
  error_fingerprint: optionalText,
  request_id: optionalText,
  trace_id: optionalText,
  metadata: fc.dictionary(storableText, fc.oneof(storableText, fc.integer(), fc.boolean(), fc.constant(null))),
});

export type StorableEntry = typeof storableEntry extends fc.Arbitrary<infer Entry> ? Entry : never;

/** Stores them in one month, past everything that makes entries: nothing is completed, bounded or redacted. */
export async function store(client: Client, entries: readonly StorableEntry[]): Promise<void> {
  for (const { time, ...columns } of entries) {
    const row = { id: newRecordId(time), timestamp: time, ...columns, metadata: JSON.stringify(columns.metadata) };
    const names = Object.keys(row).map((name) => `"${name}"`);
    await client.query('SELECT audit_logs_ensure_partition($1)', [time]);
    await client.query(
      `INSERT INTO audit_logs (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
      Object.values(row),
    );
  }
}
