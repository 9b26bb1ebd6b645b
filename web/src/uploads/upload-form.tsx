import { Button, FileInput, Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconFileTypeCsv } from '@tabler/icons-react';
import { isProblem } from '../api/problem.ts';
import { fieldErrorsOf } from '../host/field-errors.ts';
import { FailureAlert } from '../parts/failure-alert.tsx';
import { text } from '../text/catalogue.ts';
import { size } from '../text/numbers.ts';
import { type GiveUpQuestion, SendingProgress } from './sending-progress.tsx';
import { UPLOAD_KINDS, type Upload, type UploadKind } from './uploads-api.ts';
import type { SendingState } from './use-sending.ts';

export interface UploadFormProps {
  readonly sending: SendingState;
  /** What is asked while a file is on its way. */
  readonly question: GiveUpQuestion | undefined;
  readonly onBegin: () => void;
  readonly onDone: (upload: Upload) => void;
  readonly onCancel: () => void;
}

interface Values extends Record<string, unknown> {
  readonly kind: UploadKind;
  readonly file: File | null;
  readonly signature: string;
}

/** Problems that are about the file itself. */
const ABOUT_THE_FILE = {
  UPLOAD_EMPTY: 'file',
  UPLOAD_NOT_CSV: 'file',
  UPLOAD_TOO_LARGE: 'file',
  UPLOAD_DUPLICATE: 'file',
  UPLOAD_SIGNATURE_INVALID: 'signature',
} as const;

/** Chooses a file, sends it and shows how far it is. A signature is asked for only where the server wants one. */
export function UploadForm({ sending, question, onBegin, onDone, onCancel }: UploadFormProps) {
  const words = text.uploads.form;
  const form = useForm<Values>({
    initialValues: { kind: 'ledger', file: null, signature: '' },
    validate: { file: (file) => (file === null ? words.noFile : null) },
  });
  const errors = fieldErrorsOf(sending.failure, Object.keys(form.values), ABOUT_THE_FILE);
  const wantsSignature = form.values.signature !== '' || isProblem(sending.failure, 'UPLOAD_SIGNATURE_INVALID');
  const submit = async ({ kind, file, signature }: Values) => {
    if (file === null) return;
    onBegin();
    const upload = await sending.send({ kind, file, signature: signature.trim() || undefined });
    if (upload !== undefined) onDone(upload);
  };
  if (sending.progress !== undefined) {
    return (
      <SendingProgress
        name={form.values.file?.name ?? ''}
        progress={sending.progress}
        question={question}
        onCancel={sending.cancel}
      />
    );
  }
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))}>
      <Stack>
        {sending.failure && errors === undefined && <FailureAlert failure={sending.failure} />}
        {sending.isCancelled && <Text role="status">{words.cancelled}</Text>}
        <Radio.Group label={words.kind} {...form.getInputProps('kind')}>
          <Stack gap="xs" mt={6}>
            {UPLOAD_KINDS.map((kind) => (
              <Radio key={kind} value={kind} label={text.uploads.kinds[kind]} description={words.kinds[kind]} />
            ))}
          </Stack>
        </Radio.Group>
        <FileInput
          label={words.file}
          description={words.columns}
          placeholder={words.choose}
          accept=".csv,text/csv"
          leftSection={<IconFileTypeCsv size={18} aria-hidden />}
          clearable
          clearButtonProps={{ 'aria-label': words.clear }}
          valueComponent={({ value }) => (value instanceof File ? `${value.name} (${size(value.size)})` : null)}
          {...form.getInputProps('file')}
          error={form.errors['file'] ?? errors?.['file']}
        />
        {wantsSignature && (
          <TextInput
            label={words.signature}
            description={words.signatureHint}
            placeholder="sha256=…"
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps('signature')}
            error={form.errors['signature'] ?? errors?.['signature']}
          />
        )}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onCancel}>
            {text.host.cancel}
          </Button>
          <Button type="submit">{words.submit}</Button>
        </Group>
      </Stack>
    </form>
  );
}
