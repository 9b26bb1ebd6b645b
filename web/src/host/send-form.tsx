import { Button, Group, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { UseMutationResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FailureAlert } from '../parts/failure-alert.tsx';
import { text } from '../text/catalogue.ts';
import { BusyButton } from './busy-button.tsx';
import { type FieldOfCode, fieldErrorsOf } from './field-errors.ts';

export interface SendFormProps<Values extends Record<string, unknown>, Variables, Answer> {
  readonly form: UseFormReturnType<Values>;
  readonly send: UseMutationResult<Answer, Error, Variables>;
  /** What is sent of what was filled in. */
  readonly toVariables: (values: Values) => Variables;
  readonly fieldOfCode?: FieldOfCode<keyof Values & string>;
  readonly submit: string;
  readonly onDone: (answer: Answer) => void;
  readonly onCancel?: () => void;
  readonly children: ReactNode;
}

/** A form that sends itself. What the server refuses stands at its field, which gets the focus; anything else above. */
export function SendForm<Values extends Record<string, unknown>, Variables, Answer>({
  form,
  send,
  toVariables,
  fieldOfCode,
  submit,
  onDone,
  onCancel,
  children,
}: SendFormProps<Values, Variables, Answer>) {
  const fields = Object.keys(form.getValues());
  const refused = fieldErrorsOf(send.error, fields, fieldOfCode);
  const showRefused = (failure: Error) => {
    const errors = fieldErrorsOf(failure, fields, fieldOfCode);
    if (errors === undefined) return;
    form.setErrors(errors);
    focusFirst(form, errors);
  };
  const onSubmit = (values: Values) => send.mutate(toVariables(values), { onSuccess: onDone, onError: showRefused });
  return (
    <form onSubmit={form.onSubmit(onSubmit, (errors) => focusFirst(form, errors))} noValidate={false}>
      <Stack>
        {send.error && refused === undefined && <FailureAlert failure={send.error} />}
        {children}
        <Group justify="flex-end" mt="xs">
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              {text.host.cancel}
            </Button>
          )}
          <BusyButton type="submit" isBusy={send.isPending}>
            {submit}
          </BusyButton>
        </Group>
      </Stack>
    </form>
  );
}

function focusFirst<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  errors: Readonly<Record<string, unknown>>,
): void {
  const [first] = Object.keys(errors);
  if (first !== undefined) form.getInputNode(first)?.focus();
}
