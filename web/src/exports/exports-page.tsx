import { Button, Group, Paper, Skeleton, Stack } from '@mantine/core';
import { IconFileExport, IconListDetails } from '@tabler/icons-react';
import { Link } from 'react-router';
import { BlankState } from '../parts/blank-state.tsx';
import { FailureState } from '../parts/failure-state.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { setParameter, type UrlCodec, useUrlState } from '../parts/url-state.ts';
import { text } from '../text/catalogue.ts';
import { ExportList } from './export-list.tsx';
import { type ExportJobs, useExports } from './export-queries.ts';

/** `?page=2` */
const PAGE: UrlCodec<number> = {
  read(parameters) {
    const page = Number(parameters.get('page'));
    return Number.isInteger(page) && page >= 1 ? page : 1;
  },
  write(page, parameters) {
    setParameter(parameters, 'page', page === 1 ? undefined : String(page));
  },
};

/** The exports that the signed-in person has had made, and what became of them. */
export function ExportsPage() {
  const words = text.exports;
  const [page, setPage] = useUrlState(PAGE);
  const { data, error, refetch } = useExports(page);
  return (
    <PageFrame title={words.title} lead={words.lead} actions={data && data.data.length > 0 && <LogButton />}>
      {data ? (
        <Exports jobs={data} page={page} onPage={setPage} />
      ) : error ? (
        <FailureState failure={error} onRetry={() => void refetch()} needs="audit:export" />
      ) : (
        <Paper withBorder p="md">
          <Stack>
            {Array.from({ length: 4 }, (_, index) => (
              <Skeleton key={index} height={44} />
            ))}
          </Stack>
        </Paper>
      )}
    </PageFrame>
  );
}

interface ExportsProps {
  readonly jobs: ExportJobs;
  readonly page: number;
  readonly onPage: (page: number) => void;
}

function Exports({ jobs: { data, hasMore }, page, onPage }: ExportsProps) {
  const words = text.exports.list;
  if (data.length === 0 && page === 1) {
    return (
      <BlankState icon={<IconFileExport size={30} />} title={words.empty.title} lead={words.empty.lead}>
        <LogButton />
      </BlankState>
    );
  }
  return (
    <Stack gap="sm">
      <ExportList jobs={data} />
      {(page > 1 || hasMore) && (
        <Group justify="flex-end">
          <Button variant="default" size="xs" disabled={page === 1} onClick={() => onPage(page - 1)}>
            {words.newer}
          </Button>
          <Button variant="default" size="xs" disabled={!hasMore} onClick={() => onPage(page + 1)}>
            {words.older}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function LogButton() {
  return (
    <Button component={Link} to="/log" variant="default" leftSection={<IconListDetails size={18} />}>
      {text.exports.list.empty.go}
    </Button>
  );
}
