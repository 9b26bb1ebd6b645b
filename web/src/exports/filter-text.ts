import type { ExportJob } from './export-queries.ts';

/** The filters of an export in one line: `status:failure after:-7d, from 2026-01-01…`; empty when there were none. */
export function filterText(filters: ExportJob['filters']): string {
  return Object.entries(filters)
    .flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [`${name === 'q' ? '' : `${name} `}${valueText(value)}`],
    )
    .join(', ');
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(' | ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
