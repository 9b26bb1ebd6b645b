import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { csvOptions } from '../../entry/csv-encoder.ts';
import type { ArchivedEntry } from './archive-reader.ts';

/** How archived entries are written into a file. */
export type ArchiveFormat = 'csv' | 'ndjson';

/** The columns of CSV, in the order of the exports of the log itself. */
const COLUMNS = [
  'id',
  'timestamp',
  'recordedAt',
  'category',
  'actionType',
  'description',
  'status',
  'severity',
  'actorType',
  'userId',
  'userLabel',
  'tenantId',
  'ipAddress',
  'userAgent',
  'resourceType',
  'resourceId',
  'errorType',
  'errorFingerprint',
  'requestId',
  'traceId',
  'metadata',
] as const satisfies readonly (keyof ArchivedEntry)[];

/**
 * Archived entries as the bytes of a file. CSV is RFC 4180; a cell that a spreadsheet would take for a formula begins
 * with an apostrophe. Metadata stands there as the archive has it.
 */
export function archiveStream(entries: AsyncIterable<ArchivedEntry>, format: ArchiveFormat): Readable {
  switch (format) {
    case 'csv':
      return pipeline(
        Readable.from(entries),
        stringify(csvOptions({ columns: COLUMNS, delimiter: ',', bom: false })),
        () => undefined, // a fault of either side destroys both; who reads gets it
      );
    case 'ndjson':
      return Readable.from(toLines(entries));
  }
}

async function* toLines(entries: AsyncIterable<ArchivedEntry>): AsyncGenerator<string> {
  for await (const { metadata, ...others } of entries) {
    yield `${JSON.stringify(others).slice(0, -1)},"metadata":${metadata}}\n`; // parsing it would cost digits
  }
}
