import { Checkbox, Group, NumberInput, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Schema } from '../api/client.ts';
import { ChoiceSelect } from '../host/choice-select.tsx';
import { SendForm } from '../host/send-form.tsx';
import { useChange } from '../host/use-change.ts';
import { text } from '../text/catalogue.ts';
import { type UploadKind, useUploads } from '../uploads/uploads-api.ts';
import { type Reconciliation, startReconciliation } from './reconciliations-api.ts';

export interface ReconciliationFormProps {
  readonly onDone: (reconciliation: Reconciliation) => void;
  readonly onCancel: () => void;
}

interface Values extends Record<string, unknown> {
  readonly ledgerUploadId: string | null;
  readonly bankUploadId: string | null;
  readonly byReference: boolean;
  readonly byAmount: boolean;
  readonly amountToleranceMinor: number | string;
  readonly dateToleranceDays: number | string;
}

const USUAL: Values = {
  ledgerUploadId: null,
  bankUploadId: null,
  byReference: true,
  byAmount: true,
  amountToleranceMinor: 0,
  dateToleranceDays: 3,
};

/** Chooses what to compare with what, and by which rules. */
export function ReconciliationForm({ onDone, onCancel }: ReconciliationFormProps) {
  const words = text.reconciliations.form;
  const start = useChange(startReconciliation, { done: () => text.reconciliations.done.started });
  const form = useForm<Values>({
    initialValues: USUAL,
    validate: {
      ledgerUploadId: (id) => (id === null ? words.missing : null),
      bankUploadId: (id) => (id === null ? words.missing : null),
      byReference: (isOn, { byAmount }) => (isOn || byAmount ? null : words.noRule),
    },
  });
  const { byAmount } = form.values;
  return (
    <SendForm form={form} send={start} toVariables={toBody} submit={words.submit} onDone={onDone} onCancel={onCancel}>
      <UploadSelect kind="ledger" label={words.ledger} {...form.getInputProps('ledgerUploadId')} data-autofocus />
      <UploadSelect kind="bank" label={words.bank} {...form.getInputProps('bankUploadId')} />
      <Checkbox
        label={words.byReference}
        description={words.byReferenceHint}
        {...form.getInputProps('byReference', { type: 'checkbox' })}
      />
      <Checkbox
        label={words.byAmount}
        description={words.byAmountHint}
        {...form.getInputProps('byAmount', { type: 'checkbox' })}
      />
      {byAmount && (
        <Group grow align="flex-end">
          <NumberInput
            label={words.amountTolerance}
            min={0}
            max={10_000}
            allowDecimal={false}
            {...form.getInputProps('amountToleranceMinor')}
          />
          <NumberInput
            label={words.dateTolerance}
            min={0}
            max={31}
            allowDecimal={false}
            {...form.getInputProps('dateToleranceDays')}
          />
        </Group>
      )}
    </SendForm>
  );
}

interface UploadSelectProps {
  readonly kind: UploadKind;
  readonly label: string;
  readonly 'data-autofocus'?: boolean;
}

/** The imported files of a kind, newest first. */
function UploadSelect({ kind, label, ...input }: UploadSelectProps) {
  const words = text.reconciliations.form;
  const { data, isPending } = useUploads({ page: 1, limit: 200, kind, status: 'imported' });
  const options = data?.data.map(({ id, fileName }) => ({ value: id, label: fileName })) ?? [];
  return (
    <ChoiceSelect
      label={label}
      placeholder={isPending ? text.parts.loading : words.choose}
      data={options}
      searchable
      nothingFoundMessage={<Text size="sm">{words.noUploads}</Text>}
      {...input}
    />
  );
}

function toBody(values: Values): Schema<'CreateReconciliationDto'> {
  return {
    ledgerUploadId: values.ledgerUploadId ?? '',
    bankUploadId: values.bankUploadId ?? '',
    rules: {
      exactReference: values.byReference,
      amountAndDate: values.byAmount
        ? {
            amountToleranceMinor: Number(values.amountToleranceMinor),
            dateToleranceDays: Number(values.dateToleranceDays),
          }
        : null,
    },
  };
}
