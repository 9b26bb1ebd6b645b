import { apiAddress } from '../api/place.ts';
import type { Schema } from '../api/client.ts';

type ExportRequest = Schema<'AuditExportDto'>;
/** Which entries leave, as the API asks for them. */
export type ExportFilters = Omit<ExportRequest, 'format' | 'columns' | 'gzip' | 'delimiter' | 'bom' | 'timeZone'>;
export type Format = ExportRequest['format'];
export type Column = NonNullable<ExportRequest['columns']>[number];
export type Delimiter = NonNullable<ExportRequest['delimiter']>;

export const FORMATS = ['csv', 'json', 'ndjson'] as const satisfies readonly Format[];
export const DELIMITERS = [',', ';', '\t'] as const satisfies readonly Delimiter[];
/** All there are, in the order of the server. */
export const COLUMNS = [
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
] as const satisfies readonly Column[];

/** What the file is to look like. */
export interface ExportChoice {
  readonly format: Format;
  /** None means all. */
  readonly columns: readonly Column[];
  readonly gzip: boolean;
  /** The rest is for CSV only. */
  readonly delimiter: Delimiter;
  readonly bom: boolean;
  /** The name of a time zone. */
  readonly timeZone: string;
}

export const USUAL_CHOICE: ExportChoice = {
  format: 'csv',
  columns: [],
  gzip: false,
  delimiter: ',',
  bom: false,
  timeZone: 'UTC',
};

/** What to ask the API for; it refuses what is said of CSV for another format. */
export function requestOf(filters: ExportFilters, choice: ExportChoice): ExportRequest {
  const { format, columns, gzip, delimiter, bom, timeZone } = choice;
  return {
    ...filters,
    format,
    ...(columns.length > 0 && { columns: COLUMNS.filter((column) => columns.includes(column)) }),
    ...(gzip && { gzip }),
    ...(format === 'csv' && { delimiter, bom, timeZone }),
  };
}

/** Where the browser downloads it from, so that the bytes go to the disk and not through the page. */
export function downloadAddress(filters: ExportFilters, choice: ExportChoice): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(requestOf(filters, choice))) {
    for (const each of Array.isArray(value) ? value : [value]) parameters.append(name, String(each));
  }
  return apiAddress(`/api/v1/audit-logs/export?${parameters.toString()}`);
}
