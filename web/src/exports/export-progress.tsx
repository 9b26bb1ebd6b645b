import { Button, Code, CopyButton, Group, Progress, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react';
import { FailureAlert } from '../parts/failure-alert.tsx';
import { text } from '../text/catalogue.ts';
import { number, size } from '../text/numbers.ts';
import { type ExportJob, fileAddress, isUnderWay, useCancelExport, useExport } from './export-queries.ts';
import { ExportStatus } from './export-status.tsx';

/** An export on its way: how far it is, cancelling it, and its file when it is done. */
export function ExportProgress({ asked }: { readonly asked: ExportJob }) {
  const job = useExport(asked);
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <ExportStatus job={job} />
        <Text size="sm" role="status" style={{ fontVariantNumeric: 'tabular-nums' }}>
          {rowsText(job)}
        </Text>
      </Group>
      {isUnderWay(job) && <JobProgress job={job} />}
      {job.reason !== null && (
        <Text size="sm" c="var(--status-error)">
          {job.reason}
        </Text>
      )}
      {job.status === 'done' && <JobFile job={job} />}
    </Stack>
  );
}

/** A bar, as far as it is known how much there is, and the way to end it. */
export function JobProgress({ job }: { readonly job: ExportJob }) {
  const words = text.exports.progress;
  const cancel = useCancelExport();
  const share = job.rowsTotal === null || job.rowsTotal === 0 ? undefined : Math.min(1, job.rowsDone / job.rowsTotal);
  return (
    <>
      <Progress.Root size="lg">
        <Progress.Section
          value={share === undefined ? 100 : share * 100}
          animated={share === undefined}
          striped={share === undefined}
          aria-label={words.label}
          {...(share === undefined && { 'aria-valuenow': undefined })}
        />
      </Progress.Root>
      {cancel.error && <FailureAlert failure={cancel.error} />}
      <Group justify="flex-end">
        <Button variant="default" size="xs" loading={cancel.isPending} onClick={() => cancel.mutate(job.id)}>
          {words.cancel}
        </Button>
      </Group>
    </>
  );
}

function JobFile({ job }: { readonly job: ExportJob }) {
  const words = text.exports.progress;
  return (
    <>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Text size="sm" fw={500}>
          SHA-256
        </Text>
        <Code style={{ overflowWrap: 'anywhere' }}>{job.sha256}</Code>
      </Group>
      <Group justify="flex-end">
        <CopyButton value={job.sha256 ?? ''}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
            >
              {copied ? text.parts.copied : words.copyHash}
            </Button>
          )}
        </CopyButton>
        <Button component="a" href={fileAddress(job.id)} download leftSection={<IconDownload size={18} />}>
          {words.download(size(job.bytes))}
        </Button>
      </Group>
    </>
  );
}

/** `12,000 of about 250,000 entries` */
export function rowsText({ rowsDone, rowsTotal, rowsTotalIsExact, status }: ExportJob): string {
  const words = text.exports.progress;
  if (!isUnderWay({ status }) || rowsTotal === null) return words.rows(rowsDone, number(rowsDone));
  const total = rowsTotalIsExact ? number(rowsTotal) : words.about(number(rowsTotal));
  return words.rowsOf(number(rowsDone), total);
}
