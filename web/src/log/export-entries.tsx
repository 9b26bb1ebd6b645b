import { ExportButton } from '../exports/export-button.tsx';
import { useZone } from '../parts/zone.tsx';
import { text } from '../text/catalogue.ts';
import type { LogPage } from './log-queries.ts';
import { logFiltersOf, saysWhen } from './log-view.ts';
import { rangeText } from './range/range-text.ts';
import type { Log } from './use-log.ts';

export interface ExportEntriesProps {
  readonly log: Log;
  /** Undefined while it is on its way. */
  readonly page: LogPage | undefined;
}

/** Takes everything that is looked at out of the log as a file, not only the page of it. */
export function ExportEntries({ log: { view }, page }: ExportEntriesProps) {
  const [zone] = useZone();
  return (
    <ExportButton
      filters={logFiltersOf(view)}
      range={saysWhen(view.query) ? text.log.range.byQuery : rangeText(view.range, zone)}
      query={view.query}
      rows={page?.pagination}
    />
  );
}
