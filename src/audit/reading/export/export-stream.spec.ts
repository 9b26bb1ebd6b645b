import { once } from 'node:events';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import type { AuditLog } from '../../entry/audit-log.entity.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../audit-logs-query.dto.ts';
import { exportStream } from './export-stream.ts';

function entry(given: Partial<AuditLog> = {}): AuditLog {
  const at = new Date('2026-11-23T18:30:12.345Z');
  const texts = { category: 'shop', actionType: 'create', description: 'ada created', status: 'success' } as const;
  return { id: 'i1', timestamp: at, recordedAt: at, ...texts, actorType: 'user', metadata: {}, ...given } as AuditLog;
}

async function exported(entries: readonly AuditLog[], format: ExportFormat): Promise<string> {
  return text(exportStream(Readable.from(entries) as AsyncIterable<AuditLog>, format));
}

/** Entries without end; says how many were taken, and when nobody wants more. */
function endless() {
  const seen = { taken: 0, ended: false };
  async function* entries(): AsyncGenerator<AuditLog> {
    try {
      for (;;) {
        await nextTurn();
        yield entry({ id: String((seen.taken += 1)) });
      }
    } finally {
      seen.ended = true;
    }
  }
  return { seen, entries: entries() };
}

describe('exportStream', () => {
  it('should write CSV that is read back as it was', async () => {
    const description = 'two\r\nlines, "quoted"; ünïcode 😀';
    const file = await exported([entry({ description, metadata: { a: ['"', 1] } })], 'csv');
    const [row] = parse<Record<string, string>>(file, { columns: true });
    expect(row).toMatchObject({ id: 'i1', timestamp: '2026-11-23T18:30:12.345Z', description, severity: '' });
    expect(JSON.parse(row?.['metadata'] ?? '')).toEqual({ a: ['"', 1] });
    expect(file.startsWith('id,timestamp,recordedAt,category,actionType,description,status,')).toBe(true);
    expect(file.endsWith('\r\n')).toBe(true);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('should make no formula of %j', async (description) => {
    const file = await exported([entry({ description, userAgent: description })], 'csv');
    const [row] = parse<Record<string, string>>(file, { columns: true });
    expect([row?.['description'], row?.['userAgent']]).toEqual([`'${description}`, `'${description}`]);
  });

  it.each([
    ['csv', 1],
    ['ndjson', 0],
  ] as const)('should write %s without entries', async (format, lines) => {
    expect((await exported([], format)).split('\n').filter(Boolean)).toHaveLength(lines);
  });

  it.each([0, 1, 2, 100])('should write JSON and NDJSON of %i entries', async (count) => {
    const entries = Array.from({ length: count }, (_, index) => entry({ id: String(index), description: 'a\nb' }));
    const expected = JSON.parse(JSON.stringify(entries)) as unknown[];
    expect(JSON.parse(await exported(entries, 'json'))).toEqual(expected);
    const lines = (await exported(entries, 'ndjson')).split('\n').filter(Boolean);
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(expected);
  });

  it.each(EXPORT_FORMATS)('should end %s with the error that its entries end with', async (format) => {
    const lost = new Error('connection lost');
    async function* entries(): AsyncGenerator<AuditLog> {
      yield* [entry()];
      await nextTurn();
      throw lost;
    }
    await expect(text(exportStream(entries(), format))).rejects.toBe(lost);
  });

  it.each(EXPORT_FORMATS)(
    'should take no more entries for %s than are read, and none when the reader leaves',
    async (format) => {
      const { seen, entries } = endless();
      const stream = exportStream(entries, format);
      await once(stream, 'readable');
      for (let turn = 0; turn < 2_000; turn += 1) await nextTurn();
      expect(seen.taken).toBeLessThan(1_000);
      stream.destroy();
      await once(stream, 'close');
      while (!seen.ended) await nextTurn();
      expect(seen.taken).toBeLessThan(1_000);
    },
  );
});
