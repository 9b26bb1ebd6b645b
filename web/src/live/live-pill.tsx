import { Button, Center, VisuallyHidden } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { text } from '../text/catalogue.ts';
import { number } from '../text/numbers.ts';
import classes from './live-pill.module.css';
import type { Live } from './use-live.ts';

/** Says that there are entries above the list, and shows them; the rows that are read stay where they are till then. */
export function LivePill({ live }: { readonly live: Live }) {
  const words = text.live;
  const { waiting, isFull } = live;
  const told = isFull ? words.more(number(waiting)) : words.fresh(number(waiting), waiting === 1);
  return (
    <>
      {waiting > 0 && (
        <Center className={classes.pill}>
          <Button size="xs" radius="xl" leftSection={<IconArrowUp size={16} />} onClick={live.show} title={words.show}>
            {told}
          </Button>
        </Center>
      )}
      <VisuallyHidden aria-live="polite">{waiting > 0 ? told : ''}</VisuallyHidden>
    </>
  );
}
