import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { AuditLog } from '../../entry/audit-log.entity.ts';
import type { ExportFormat } from '../audit-logs-query.dto.ts';

/** The columns of a CSV export, in this order. */
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
] as const satisfies readonly (keyof AuditLog)[];

/** How a format is named on the wire. */
export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/**
 * The entries as the bytes of a file, made as they are read. Ends with an error when the entries do.
 *
 * CSV is RFC 4180; a cell that a spreadsheet would take for a formula begins with an apostrophe.
 */
export function exportStream(entries: AsyncIterable<AuditLog>, format: ExportFormat): Readable {
  switch (format) {
    case 'csv':
      return toCsv(entries);
    case 'json':
      return Readable.from(toJson(entries));
    case 'ndjson':
      return Readable.from(toLines(entries));
  }
}

function toCsv(entries: AsyncIterable<AuditLog>): Readable {
  const encoder = stringify({
    header: true,
    columns: [...COLUMNS],
    record_delimiter: 'windows', // CRLF, as RFC 4180 has it
    escape_formulas: true,
    cast: { date: (value) => value.toISOString(), object: (value) => JSON.stringify(value) },
  });
  // A fault of either side destroys both; who reads the encoder gets it as the error of the encoder.
  return pipeline(Readable.from(entries), encoder, () => undefined);
}

async function* toJson(entries: AsyncIterable<AuditLog>): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const entry of entries) {
    yield separator + JSON.stringify(entry);
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

async function* toLines(entries: AsyncIterable<AuditLog>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}
