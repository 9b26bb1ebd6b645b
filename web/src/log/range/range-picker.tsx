import { Button, Center, Loader, NavLink, Popover, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendarTime, IconChevronDown } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useZone } from '../../parts/zone.tsx';
import { text } from '../../text/catalogue.ts';
import { saysWhen } from '../log-view.ts';
import type { Log } from '../use-log.ts';
import { type Range, SPANS } from './range.ts';
import { rangeText } from './range-text.ts';
import classes from './range-picker.module.css';

const CustomRange = lazy(async () => ({ default: (await import('./custom-range.tsx')).CustomRange }));

const OFFERED: readonly Range[] = [...SPANS.map((span) => ({ kind: 'last', span }) as const), { kind: 'all' }];

/** Which time is looked at, always in sight; spans up to now, or any two moments. */
export function RangePicker({ log }: { readonly log: Log }) {
  const words = text.log.range;
  const [zone] = useZone();
  const [isOpen, popover] = useDisclosure(false);
  const isByQuery = saysWhen(log.view.query);
  const name = isByQuery ? words.byQuery : rangeText(log.view.range, zone);
  const choose = (range: Range) => {
    popover.close();
    log.range(range);
  };
  return (
    <Popover
      opened={isOpen}
      onChange={popover.toggle}
      onClose={popover.close}
      position="bottom-start"
      trapFocus
      returnFocus
      shadow="md"
    >
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconCalendarTime size={18} />}
          rightSection={<IconChevronDown size={16} />}
          onClick={popover.toggle}
          aria-label={words.label(name)}
          classNames={{ root: classes.button }}
        >
          {name}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs" aria-label={words.label(name)}>
        <div className={classes.columns}>
          <Stack gap={2} className={classes.spans}>
            {OFFERED.map((range) => {
              const label = rangeText(range, zone);
              return (
                <NavLink
                  key={label}
                  component="button"
                  label={label}
                  active={!isByQuery && label === name}
                  onClick={() => choose(range)}
                  className={classes.span}
                />
              );
            })}
          </Stack>
          <Suspense
            fallback={
              <Center w={260}>
                <Loader size="sm" />
              </Center>
            }
          >
            <CustomRange range={log.view.range} zone={zone} onChoose={choose} />
          </Suspense>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
