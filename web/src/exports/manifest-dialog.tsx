import { Button, Code, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { apiAddress } from '../api/place.ts';
import { FailureState } from '../parts/failure-state.tsx';
import { TimeText } from '../parts/time-text.tsx';
import { text } from '../text/catalogue.ts';
import { number, size } from '../text/numbers.ts';
import { type ExportJob, type ExportManifest, useManifest } from './export-queries.ts';
import { filterText } from './filter-text.ts';
import classes from './manifest-dialog.module.css';

export interface ManifestDialogProps {
  /** Undefined while it is closed. */
  readonly job: ExportJob | undefined;
  readonly onClose: () => void;
}

/** What an export is: who asked for what and when, and the hash by which its file is known. */
export function ManifestDialog({ job, onClose }: ManifestDialogProps) {
  return (
    <Modal opened={job !== undefined} onClose={onClose} title={text.exports.manifest.title} size="lg">
      {job !== undefined && <Manifest id={job.id} />}
    </Modal>
  );
}

function Manifest({ id }: { readonly id: string }) {
  const words = text.exports.manifest;
  const { data, error, refetch } = useManifest(id);
  if (error) return <FailureState failure={error} onRetry={() => void refetch()} needs="audit:export" />;
  if (data === undefined) return <Skeleton height={360} />;
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {words.lead}
      </Text>
      <dl className={classes.list}>
        {rowsOf(data).map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Group justify="flex-end">
        <Button
          component="a"
          href={apiAddress(`/api/v1/audit-logs/exports/${encodeURIComponent(id)}/manifest`)}
          download={`${data.file}.manifest.json`}
          variant="default"
          leftSection={<IconDownload size={18} />}
        >
          {words.save}
        </Button>
      </Group>
    </Stack>
  );
}

function timeOf(at: string | null): ReactNode {
  return at === null ? text.exports.list.none : <TimeText at={at} />;
}

function rowsOf(manifest: ExportManifest): readonly (readonly [string, ReactNode])[] {
  const words = text.exports.manifest;
  const filters = filterText(manifest.filters);
  return [
    [words.file, `${manifest.file} · ${size(manifest.bytes)}`],
    [words.hash, <Code key="hash">{manifest.sha256}</Code>],
    [words.entries, number(manifest.rowsDone)],
    [words.newest, timeOf(manifest.newestEntryAt)],
    [words.oldest, timeOf(manifest.oldestEntryAt)],
    [words.storedBefore, timeOf(manifest.storedBefore)],
    [words.requestedBy, manifest.requestedBy ?? text.exports.list.none],
    [words.requestedAt, timeOf(manifest.requestedAt)],
    [words.endedAt, timeOf(manifest.endedAt)],
    [words.filters, filters === '' ? text.exports.list.everything : <Code key="filters">{filters}</Code>],
    [words.columns, manifest.columns.join(', ')],
  ];
}
