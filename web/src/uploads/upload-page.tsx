import { Code, Group, Skeleton } from '@mantine/core';
import { IconDatabaseImport } from '@tabler/icons-react';
import { ActButton } from '../host/act-button.tsx';
import { Facts } from '../host/facts.tsx';
import { LogLink } from '../host/log-link.tsx';
import { useChange } from '../host/use-change.ts';
import { WayBack } from '../host/way-back.tsx';
import { term } from '../parts/addresses.ts';
import { FailureState } from '../parts/failure-state.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { TimeText } from '../parts/time-text.tsx';
import { useMay } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import { size } from '../text/numbers.ts';
import { ImportSection } from './import-section.tsx';
import { Refusals } from './refusals.tsx';
import { UploadState } from './upload-state.tsx';
import { startImport, type UploadDetails, useUpload } from './uploads-api.ts';

/** One upload: the file, its import, and the lines that were refused. */
export function UploadPage({ id }: { readonly id: string }) {
  const words = text.uploads;
  const { data: upload, error, refetch } = useUpload(id);
  return (
    <PageFrame
      title={upload?.fileName ?? words.one}
      above={<WayBack to="/uploads">{words.back}</WayBack>}
      actions={upload && <UploadActs upload={upload} />}
    >
      {error ? (
        <FailureState failure={error} onRetry={() => void refetch()} needs="data:read" />
      ) : upload === undefined ? (
        <Skeleton height={200} radius="md" />
      ) : (
        <>
          <Facts
            facts={[
              { name: words.columns.kind, value: words.kinds[upload.kind] },
              { name: words.columns.state, value: <UploadState status={upload.status} /> },
              { name: words.columns.size, value: size(upload.byteSize) },
              { name: words.facts.by, value: upload.uploadedBy.email },
              { name: words.columns.time, value: <TimeText at={upload.createdAt} /> },
              { name: words.facts.sha256, value: <Code style={{ overflowWrap: 'anywhere' }}>{upload.sha256}</Code> },
            ]}
          />
          <ImportSection upload={upload} />
          {upload.import !== null && upload.import.refusedLines > 0 && <Refusals upload={upload} />}
        </>
      )}
    </PageFrame>
  );
}

/** A file that is neither imported nor being imported can be, also after a failure. */
function UploadActs({ upload: { id, fileName, status } }: { readonly upload: UploadDetails }) {
  const words = text.uploads;
  const mayImport = useMay('data:upload');
  const start = useChange(startImport, { done: () => words.done.importing(fileName) });
  return (
    <Group gap="xs">
      <LogLink place={{ query: term('resource', `data_upload/${id}`), range: 'all' }} />
      {mayImport && (status === 'uploaded' || status === 'failed') && (
        <ActButton act={start} variables={id} variant="filled" leftSection={<IconDatabaseImport size={18} />}>
          {status === 'failed' ? words.import.again : words.import.start}
        </ActButton>
      )}
    </Group>
  );
}
