import { Button, Group, Title, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useRef } from 'react';
import { useNavigate, useParams } from 'react-router';
import { isProblem } from '../api/problem.ts';
import { EntryPanel } from '../entry/entry-panel.tsx';
import { LivePill } from '../live/live-pill.tsx';
import { LiveSwitch } from '../live/live-switch.tsx';
import { useAttention } from '../live/use-attention.ts';
import { useLive } from '../live/use-live.ts';
import { useShortcuts } from '../parts/shortcuts.tsx';
import { text } from '../text/catalogue.ts';
import { Coverage } from './coverage/coverage.tsx';
import { ExportEntries } from './export-entries.tsx';
import { FilterChips } from './filters/filter-chips.tsx';
import { FilterForm } from './filters/filter-form.tsx';
import { QueryBox } from './filters/query-box.tsx';
import { LogList } from './list/log-list.tsx';
import type { TableHandle } from './list/log-table.tsx';
import { placeText } from './list/pager.tsx';
import { listAddress, useLogAddress } from './log-address.ts';
import classes from './log-page.module.css';
import { followedQuery, useLogPage, useRefresh } from './log-queries.ts';
import { RangePicker } from './range/range-picker.tsx';
import { PANEL_ID, SidePanel } from './side-panel.tsx';
import { SummaryStrip } from './summary/summary-strip.tsx';
import { useLog } from './use-log.ts';
import { useWalk } from './use-walk.ts';
import { ViewsMenu } from './views/views-menu.tsx';

/** The log: what is looked at, in numbers, as a list, and one entry of it beside. */
export function LogPage() {
  const words = text.log;
  const log = useLog();
  const address = useLogAddress();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { entryId } = useParams();
  const page = useLogPage(log.view);
  const table = useRef<TableHandle>(null);
  const queryBox = useRef<HTMLInputElement>(null);
  const [isFormOpen, form] = useDisclosure(false);
  const attention = useAttention();
  const isPaused = attention.isHeld || entryId !== undefined;
  const live = useLive({ query: followedQuery(log.view), isPaused, refresh });

  const entries = page.data?.data ?? [];
  const place = entries.findIndex(({ id }) => id === entryId);
  const walk = useWalk({ log, page: page.data, isStale: page.isPlaceholderData, openId: entryId, table });
  const move = (step: 1 | -1) => {
    if (entryId !== undefined) (step === 1 ? walk.older : walk.newer)?.();
    else table.current?.focus(Math.min(entries.length - 1, Math.max(0, (table.current.focused() ?? -1) + step)));
  };
  const close = () => {
    if (entryId === undefined) return;
    void navigate(address.list, { preventScrollReset: true });
    if (place >= 0) table.current?.focus(place);
  };
  useShortcuts([
    { keys: ['/'], does: words.shortcuts.search, run: () => queryBox.current?.focus() },
    { keys: ['j', 'ArrowDown'], does: words.shortcuts.next, run: () => move(1) },
    { keys: ['k', 'ArrowUp'], does: words.shortcuts.previous, run: () => move(-1) },
    { keys: ['ArrowRight'], does: words.shortcuts.enter, run: () => document.getElementById(PANEL_ID)?.focus() },
    { keys: ['Escape'], does: words.shortcuts.close, run: close },
    { keys: ['r'], does: words.shortcuts.refresh, run: refresh },
  ]);

  return (
    <div className={classes.layout} data-open={entryId !== undefined || undefined}>
      <div className={classes.main}>
        <Group justify="space-between" mb="sm">
          <Title order={1} size="h3">
            {words.title}
          </Title>
          <Group gap="xs">
            <ExportEntries log={log} page={page.data} />
            <ViewsMenu log={log} />
          </Group>
        </Group>
        <div className={classes.tools}>
          <RangePicker log={log} />
          <div className={classes.query}>
            <QueryBox query={log.view.query} onQuery={log.query} fault={queryFault(page.error)} inputRef={queryBox} />
          </div>
          <Button
            variant={isFormOpen ? 'filled' : 'default'}
            leftSection={<IconAdjustmentsHorizontal size={18} />}
            onClick={form.toggle}
            aria-expanded={isFormOpen}
            disabled={log.terms === undefined}
            title={log.terms === undefined ? words.filters.notUnderstood : undefined}
          >
            {words.filters.open}
          </Button>
          <LiveSwitch live={live} />
        </div>
        <FilterForm isOpen={isFormOpen && log.terms !== undefined} terms={log.terms ?? []} onChange={log.filter} />
        <FilterChips terms={log.terms ?? []} onChange={log.filter} query={queryBox} />
        <SummaryStrip log={log} />
        <LivePill live={live} />
        <div {...attention.handlers}>
          <LogList log={log} page={page} openId={entryId} addressOf={address.of} tableRef={table} />
        </div>
        <Coverage />
        <VisuallyHidden aria-live="polite" role="status">
          {page.data && !page.isPlaceholderData ? placeText(page.data, log.view.place) : ''}
        </VisuallyHidden>
        <VisuallyHidden aria-live="polite">{entries[place]?.description ?? ''}</VisuallyHidden>
      </div>
      {entryId !== undefined && (
        <SidePanel onClose={close}>
          <EntryPanel
            id={entryId}
            known={entries[place]}
            onClose={close}
            onNewer={walk.newer}
            onOlder={walk.older}
            addressOf={address.of}
            listOf={listAddress}
          />
        </SidePanel>
      )}
    </div>
  );
}

/** What the server does not understand of the query. */
function queryFault(failure: Error | null): string | undefined {
  if (!isProblem(failure, 'AUDIT_QUERY_INVALID')) return undefined;
  return failure.errors.find(({ field }) => field === 'q')?.reason;
}
