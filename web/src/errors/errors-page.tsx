import { Alert, Group, Pagination, Stack, Text, VisuallyHidden } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useRef } from 'react';
import { isProblem } from '../api/problem.ts';
import { FilterChips } from '../log/filters/filter-chips.tsx';
import { QueryBox } from '../log/filters/query-box.tsx';
import { ListFailure, NothingFound } from '../log/list/list-states.tsx';
import { viewAddress } from '../log/log-address.ts';
import { logFiltersOf } from '../log/log-view.ts';
import { RangePicker } from '../log/range/range-picker.tsx';
import { type Log, useLog } from '../log/use-log.ts';
import { term } from '../parts/addresses.ts';
import { PageFrame } from '../parts/page-frame.tsx';
import { useShortcuts } from '../parts/shortcuts.tsx';
import { useUrlState } from '../parts/url-state.ts';
import { text } from '../text/catalogue.ts';
import { number } from '../text/numbers.ts';
import { ErrorTable } from './error-table.tsx';
import { type ErrorGroups, useErrorGroups } from './errors-queries.ts';
import { ERRORS_VIEW, GROUPS_ON_PAGE, GROUPS_VIEW, LAST_PAGE } from './errors-view.ts';

/** Every fault once, however often it has happened. */
export function ErrorsPage() {
  const words = text.errors;
  const log = useLog(ERRORS_VIEW);
  const [groupsView, setGroupsView] = useUrlState(GROUPS_VIEW);
  const { data, error, isPlaceholderData, refetch } = useErrorGroups(logFiltersOf(log.view), groupsView);
  const queryBox = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: ['/'], does: text.log.shortcuts.search, run: () => queryBox.current?.focus() }]);
  return (
    <PageFrame title={words.title} lead={words.lead} actions={<RangePicker log={log} />}>
      <Stack gap="sm">
        <QueryBox query={log.view.query} onQuery={log.query} fault={faultOf(error)} inputRef={queryBox} />
        <FilterChips terms={log.terms ?? []} onChange={log.filter} query={queryBox} />
      </Stack>
      {error ? (
        <ListFailure failure={error} log={log} onRetry={() => void refetch()} />
      ) : data?.data.length === 0 ? (
        <NothingFound log={log} />
      ) : (
        <Stack gap="sm" style={{ opacity: isPlaceholderData ? 0.6 : 1 }}>
          <CountLine groups={data} />
          <ErrorTable
            groups={data}
            sort={groupsView.sort}
            onSort={(sort) => setGroupsView({ sort, page: 1 })}
            addressOf={(fingerprint) => entriesAddress(log, fingerprint)}
          />
          {data !== undefined && data.pagination.total > GROUPS_ON_PAGE && (
            <Group justify="center">
              <Pagination
                value={groupsView.page}
                total={Math.min(LAST_PAGE, Math.ceil(data.pagination.total / GROUPS_ON_PAGE))}
                onChange={(page) => setGroupsView({ ...groupsView, page })}
                getControlProps={(control) => ({ 'aria-label': words.pages[control] })}
                getItemProps={(page) => ({ 'aria-label': words.page(number(page)) })}
              />
            </Group>
          )}
        </Stack>
      )}
    </PageFrame>
  );
}

/** How many faults there are, and whether the numbers are exact. */
function CountLine({ groups }: { readonly groups: ErrorGroups | undefined }) {
  const words = text.errors;
  return (
    <>
      <Text size="sm" role="status" fw={500}>
        {groups === undefined ? (
          <VisuallyHidden>{text.parts.loading}</VisuallyHidden>
        ) : (
          words.found(groups.pagination.total)
        )}
        {groups === undefined && '\u00A0'}
      </Text>
      {groups?.isEstimated === true && (
        <Alert variant="light" color="yellow" icon={<IconInfoCircle />}>
          {words.estimated}
        </Alert>
      )}
    </>
  );
}

/** The log with the entries of one fault, in the same time and with the same filters. */
function entriesAddress({ view: { query, range } }: Log, fingerprint: string): string {
  return viewAddress({ query: `${query} ${term('fingerprint', fingerprint)}`.trim(), range });
}

/** What the server does not understand of the query. */
function faultOf(error: Error | null): string | undefined {
  if (error === null || !isProblem(error, 'AUDIT_QUERY_INVALID')) return undefined;
  return error.errors.find(({ field }) => field === 'q')?.reason;
}
