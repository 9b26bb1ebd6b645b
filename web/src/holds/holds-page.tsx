import { Button, Paper, Skeleton, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconGavel, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { BlankState } from '../parts/blank-state.tsx';
import { FailureState } from '../parts/failure-state.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { text } from '../text/catalogue.ts';
import { HoldForm } from './hold-form.tsx';
import { HoldList } from './hold-list.tsx';
import { type LegalHold, useHolds } from './holds-queries.ts';
import { ReleaseDialog } from './release-dialog.tsx';

/** Legal holds: which entries must stay, why, and who said so. */
export function HoldsPage() {
  const words = text.holds;
  const { data, error, refetch } = useHolds();
  const [isFormOpen, form] = useDisclosure(false);
  const [released, setReleased] = useState<LegalHold>();
  const place = (
    <Button leftSection={<IconPlus size={18} />} onClick={form.open}>
      {words.place}
    </Button>
  );
  return (
    <PageFrame title={words.title} lead={words.lead} actions={data && data.length > 0 && place}>
      {data ? (
        data.length === 0 ? (
          <BlankState icon={<IconGavel size={30} />} title={words.empty.title} lead={words.empty.lead}>
            {place}
          </BlankState>
        ) : (
          <HoldList holds={data} onRelease={setReleased} />
        )
      ) : error ? (
        <FailureState failure={error} onRetry={() => void refetch()} needs="audit:hold" />
      ) : (
        <Paper withBorder p="md">
          <Stack>
            {Array.from({ length: 3 }, (_, index) => (
              <Skeleton key={index} height={40} />
            ))}
          </Stack>
        </Paper>
      )}
      <HoldForm isOpen={isFormOpen} onClose={form.close} />
      <ReleaseDialog hold={released} onClose={() => setReleased(undefined)} />
    </PageFrame>
  );
}
