import { Alert } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { failureText } from './failure-text.ts';

/** A failure beside what has failed, such as a form. Read out at once. */
export function FailureAlert({ failure }: { readonly failure: Error }) {
  return (
    <Alert role="alert" color="red" variant="light" icon={<IconAlertCircle />}>
      {failureText(failure)}
    </Alert>
  );
}
