import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { JournalBatch } from '../../src/audit/delivery/journal/journal-batch.ts';

/** The line of a complete record. */
export function lineOf(fields: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    category: 'job',
    actionType: 'run',
    description: 'the system has run something',
    status: 'success',
    actorType: 'system',
    metadata: {},
    ...fields,
  });
}

/** A batch of these lines, numbered from `first`; some of the numbers behind them may be of frames without entries. */
export function batchOf(
  writer: string,
  first: number,
  lines: readonly string[],
  last = first + lines.length - 1,
): JournalBatch {
  const entries = lines.map((line, index) => ({
    sequence: first + index,
    line: Buffer.from(line),
    checksum: crc32(line),
  }));
  return { writer, first, last, entries, bytes: lines.join('').length };
}
