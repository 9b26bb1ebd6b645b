import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMinSize,
  ArrayUnique,
  buildMessage,
  IsBoolean,
  IsIn,
  IsOptional,
  ValidateBy,
  type ValidationArguments,
} from 'class-validator';
import { AuditLogsExportDto } from '../audit-logs-query.dto.ts';
import { EXPORT_COLUMNS, type ExportColumn } from './copy-statement.ts';
import { CSV_DELIMITERS, type CsvDelimiter } from '../../entry/csv-encoder.ts';

function toBoolean({ value }: { value: unknown }): unknown {
  return value === 'true' ? true : value === 'false' ? false : value;
}

function toList({ value }: { value: unknown }): unknown {
  return [value].flat().flatMap((item: unknown) => (typeof item === 'string' ? item.split(',') : [item]));
}

/** Says nothing of another format. */
function OnlyForCsv(): PropertyDecorator {
  return ValidateBy({
    name: 'onlyForCsv',
    validator: {
      validate: (_value, args?: ValidationArguments) => {
        const { format } = (args?.object ?? {}) as { readonly format?: unknown };
        return format === 'csv';
      },
      defaultMessage: buildMessage(() => '$property is for format=csv only'),
    },
  });
}

/** A name of the time zone database, such as `Europe/Berlin`; no offsets, which would be wrong for half of the year. */
function IsTimeZone(): PropertyDecorator {
  return ValidateBy({
    name: 'isTimeZone',
    validator: {
      validate: isTimeZone,
      defaultMessage: buildMessage(() => '$property must be the name of a time zone, such as Europe/Berlin'),
    },
  });
}

function isTimeZone(value: unknown): boolean {
  if (typeof value !== 'string' || !/^[A-Za-z][\w+-]*(\/[\w+-]+){0,2}$/.test(value)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** {@link AuditLogsExportDto} and what the file is to look like. */
export class AuditExportDto extends AuditLogsExportDto {
  /** What is kept of each entry, in this order; all of it when left out
   * @example ["timestamp", "description"] */
  @ApiProperty({ isArray: true, enum: EXPORT_COLUMNS, required: false })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === undefined ? undefined : toList({ value })))
  @IsIn(EXPORT_COLUMNS, { each: true })
  @ArrayMinSize(1)
  @ArrayUnique()
  columns?: ExportColumn[];

  /** Whether the file is compressed: a file in itself, whatever the connection does */
  @ApiProperty({ type: 'boolean', required: false })
  @IsOptional()
  @Transform(toBoolean)
  @IsBoolean()
  gzip?: boolean;

  /** What separates the cells of a CSV file: a comma, a semicolon or a tab
   * @example ";" */
  @ApiProperty({ enum: CSV_DELIMITERS, required: false })
  @IsOptional()
  @OnlyForCsv()
  @IsIn(CSV_DELIMITERS)
  delimiter?: CsvDelimiter;

  /** Whether a CSV file begins with a byte order mark, by which some spreadsheets know UTF-8 */
  @ApiProperty({ type: 'boolean', required: false })
  @IsOptional()
  @Transform(toBoolean)
  @OnlyForCsv()
  @IsBoolean()
  bom?: boolean;

  /** In which the times of a CSV file are, with their offset; UTC when left out
   * @example "Europe/Berlin" */
  @IsOptional()
  @OnlyForCsv()
  @IsTimeZone()
  timeZone?: string;
}

/** How a file is to look, with all that was left out. */
export interface ExportShape {
  readonly format: AuditLogsExportDto['format'];
  readonly columns: readonly ExportColumn[];
  readonly gzip: boolean;
  readonly delimiter: CsvDelimiter;
  readonly bom: boolean;
  readonly timeZone: string;
}

/** What of a request says how the file is to look, and what says which entries. */
export function shapeAndFilters({
  format,
  columns = [...EXPORT_COLUMNS],
  gzip = false,
  delimiter = ',',
  bom = false,
  timeZone = 'UTC',
  ...filters
}: AuditExportDto): { readonly shape: ExportShape; readonly filters: Omit<AuditExportDto, keyof ExportShape> } {
  return { shape: { format, columns, gzip, delimiter, bom, timeZone }, filters };
}
