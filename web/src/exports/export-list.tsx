import { Button, Group, Text } from '@mantine/core';
import { IconDownload, IconFileDescription } from '@tabler/icons-react';
import { useState } from 'react';
import { CardTable, ColumnHeads } from '../parts/card-table.tsx';
import { TimeText } from '../parts/time-text.tsx';
import { useZone } from '../parts/zone.tsx';
import { text } from '../text/catalogue.ts';
import { size } from '../text/numbers.ts';
import { dateTime } from '../text/time.ts';
import classes from './export-list.module.css';
import { JobProgress, rowsText } from './export-progress.tsx';
import { type ExportJob, fileAddress, isUnderWay } from './export-queries.ts';
import { ExportStatus } from './export-status.tsx';
import { filterText } from './filter-text.ts';
import { ManifestDialog } from './manifest-dialog.tsx';

/** Exports in rows; where there is little room a row is a card. */
export function ExportList({ jobs }: { readonly jobs: readonly ExportJob[] }) {
  const words = text.exports.list;
  const [shown, setShown] = useState<ExportJob>();
  return (
    <>
      <CardTable
        label={words.caption}
        head={
          <ColumnHeads
            labels={[words.requested, words.status, words.entries, words.file, words.until, words.actions]}
          />
        }
      >
        {jobs.map((job) => (
          <ExportRow key={job.id} job={job} onManifest={() => setShown(job)} />
        ))}
      </CardTable>
      <ManifestDialog job={shown} onClose={() => setShown(undefined)} />
    </>
  );
}

interface ExportRowProps {
  readonly job: ExportJob;
  readonly onManifest: () => void;
}

function ExportRow({ job, onManifest }: ExportRowProps) {
  const words = text.exports.list;
  const [zone] = useZone();
  const when = dateTime(job.requestedAt, zone);
  const filters = filterText(job.filters);
  return (
    <tr role="row">
      <th role="rowheader" scope="row" className={classes.asked} data-wide>
        <TimeText at={job.requestedAt} />
        {job.requestedBy !== null && <small>{words.by(job.requestedBy)}</small>}
        <small className={classes.filters} title={filters}>
          {filters === '' ? words.everything : filters}
        </small>
      </th>
      <td role="cell" className={classes.status} data-wide>
        <ExportStatus job={job} />
        {isUnderWay(job) && <JobProgress job={job} />}
        {job.reason !== null && <small className={classes.reason}>{job.reason}</small>}
      </td>
      <td role="cell" data-label={words.entries} className={classes.number}>
        {rowsText(job)}
      </td>
      <td role="cell" data-label={words.file}>
        {text.exports.form.formats[job.format]}
        {job.sha256 !== null && (
          <>
            , {size(job.bytes)}
            <small className={classes.hash} title={job.sha256}>
              SHA-256 {job.sha256}
            </small>
          </>
        )}
      </td>
      <td role="cell" data-label={words.until}>
        {job.expiresAt === null ? <Text c="dimmed">{words.none}</Text> : <TimeText at={job.expiresAt} />}
      </td>
      <td role="cell" className={classes.actions} data-wide>
        <Group gap="xs" wrap="nowrap">
          {job.status === 'done' && (
            <Button
              component="a"
              href={fileAddress(job.id)}
              download
              size="xs"
              leftSection={<IconDownload size={16} />}
              aria-label={words.downloadOf(when)}
            >
              {words.download}
            </Button>
          )}
          {(job.status === 'done' || job.status === 'expired') && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconFileDescription size={16} />}
              onClick={onManifest}
              aria-label={words.manifestOf(when)}
            >
              {words.manifest}
            </Button>
          )}
        </Group>
      </td>
    </tr>
  );
}
