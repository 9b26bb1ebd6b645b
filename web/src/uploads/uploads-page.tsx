import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFileUpload, IconFiles } from '@tabler/icons-react';
import { ChoiceSelect } from '../host/choice-select.tsx';
import { useNavigate, useParams } from 'react-router';
import type { Column } from '../host/list-table.tsx';
import { Listing } from '../host/listing.tsx';
import { LogLink } from '../host/log-link.tsx';
import { choice, PAGE_LIMIT, PAGE_NUMBER } from '../host/page-state.ts';
import { tellDone } from '../host/tell-done.ts';
import { term } from '../parts/addresses.ts';
import { BlankState } from '../parts/blank-state.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { TimeText } from '../parts/time-text.tsx';
import { useUrlState } from '../parts/url-state.ts';
import { useMay } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import { size } from '../text/numbers.ts';
import { UploadDialog } from './upload-dialog.tsx';
import { UploadPage } from './upload-page.tsx';
import { UploadState } from './upload-state.tsx';
import { UPLOAD_KINDS, UPLOAD_STATUSES, type Upload, useUploads } from './uploads-api.ts';

const KIND = choice('kind', UPLOAD_KINDS);
const STATUS = choice('status', UPLOAD_STATUSES);

/** The uploads, or one of them. */
export function UploadsPage() {
  const { uploadId } = useParams();
  return uploadId === undefined ? <UploadList /> : <UploadPage key={uploadId} id={uploadId} />;
}

function UploadList() {
  const words = text.uploads;
  const [page, setPage] = useUrlState(PAGE_NUMBER);
  const [kind, setKind] = useUrlState(KIND);
  const [status, setStatus] = useUrlState(STATUS);
  const list = useUploads({ page, limit: PAGE_LIMIT, kind, status });
  const mayUpload = useMay('data:upload');
  const [isUploading, uploading] = useDisclosure(false);
  const navigate = useNavigate();
  const uploaded = ({ id, fileName }: Upload) => {
    tellDone(words.done.uploaded(fileName));
    void navigate(`/uploads/${id}`, { replace: true }); // in the place of the copy that sending has made of this one
  };
  return (
    <PageFrame
      title={words.title}
      lead={words.lead}
      actions={
        <Group gap="xs">
          <LogLink place={{ query: term('resource', 'data_upload'), range: '30d' }} />
          {mayUpload && (
            <Button leftSection={<IconFileUpload size={18} />} onClick={uploading.open}>
              {words.form.open}
            </Button>
          )}
        </Group>
      }
    >
      <Group gap="sm">
        <ChoiceSelect
          label={words.columns.kind}
          placeholder={text.host.filter.any}
          data={UPLOAD_KINDS.map((value) => ({ value, label: words.kinds[value] }))}
          value={kind ?? null}
          onChange={(value) => setKind(UPLOAD_KINDS.find((each) => each === value))}
          clearable
          w={160}
        />
        <ChoiceSelect
          label={words.columns.state}
          placeholder={text.host.filter.any}
          data={UPLOAD_STATUSES.map((value) => ({ value, label: words.statuses[value] }))}
          value={status ?? null}
          onChange={(value) => setStatus(UPLOAD_STATUSES.find((each) => each === value))}
          clearable
          w={160}
        />
      </Group>
      <Listing
        list={list}
        needs="data:read"
        caption={words.title}
        columns={COLUMNS}
        addressOf={({ id }) => `/uploads/${id}`}
        blank={<BlankState icon={<IconFiles size={30} />} title={words.none.title} lead={words.none.lead} />}
        onGo={setPage}
      />
      <UploadDialog isOpen={isUploading} onClose={uploading.close} onDone={uploaded} />
    </PageFrame>
  );
}

const COLUMNS: readonly [Column<Upload>, ...Column<Upload>[]] = [
  {
    name: 'file',
    head: text.uploads.columns.file,
    cell: ({ fileName, uploadedBy }) => (
      <>
        {fileName}
        <Text size="sm" c="dimmed" fw={400}>
          {uploadedBy.email}
        </Text>
      </>
    ),
  },
  { name: 'kind', head: text.uploads.columns.kind, cell: ({ kind }) => text.uploads.kinds[kind], from: 'sm' },
  { name: 'state', head: text.uploads.columns.state, cell: ({ status }) => <UploadState status={status} /> },
  { name: 'size', head: text.uploads.columns.size, cell: ({ byteSize }) => size(byteSize), from: 'md', align: 'end' },
  { name: 'time', head: text.uploads.columns.time, cell: ({ createdAt }) => <TimeText at={createdAt} />, from: 'sm' },
];
