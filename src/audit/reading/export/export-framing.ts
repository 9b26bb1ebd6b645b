import type { ExportFormat } from '../audit-logs-query.dto.ts';
import type { ExportShape } from './audit-export.dto.ts';
import { csvHeader, type CsvForm } from '../../entry/csv-encoder.ts';

/** What stands around the rows of a file. */
export interface ExportFraming {
  /** Before everything, also when there are no rows. */
  readonly opening: string;
  /** Before the first row. */
  readonly first: string;
  /** Before each further row. */
  readonly between: string;
  /** After each row. */
  readonly after: string;
  /** After everything. */
  readonly closing: string;
}

/** How a format is named on the wire. */
const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/** What the file of a format begins with, ends with, and has between its rows. CSV is RFC 4180. */
export function framingOf(format: ExportFormat, form: CsvForm): ExportFraming {
  switch (format) {
    case 'csv':
      return { opening: csvHeader(form), first: '', between: '', after: '\r\n', closing: '' };
    case 'json':
      return { opening: '[', first: '\n', between: ',\n', after: '', closing: '\n]\n' };
    case 'ndjson':
      return { opening: '', first: '', between: '', after: '\n', closing: '' };
  }
}

/** The media type of the file. */
export function mediaTypeOf({ format, gzip }: Pick<ExportShape, 'format' | 'gzip'>): string {
  return gzip ? 'application/gzip' : MEDIA_TYPES[format];
}

/** A name made of nothing that a client has said: letters, digits, hyphens and dots. */
export function fileNameOf({ format, gzip }: Pick<ExportShape, 'format' | 'gzip'>, madeAt: Date): string {
  return `audit-log-${madeAt.toISOString().replaceAll(/[^\dTZ]/g, '-')}.${format}${gzip ? '.gz' : ''}`;
}
