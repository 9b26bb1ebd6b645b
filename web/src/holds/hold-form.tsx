import { Alert, Button, Group, Modal, SimpleGrid, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { IconInfoCircle } from '@tabler/icons-react';
import { FailureAlert } from '../parts/failure-alert.tsx';
import { useZone, zoneLabel } from '../parts/zone.tsx';
import { text } from '../text/catalogue.ts';
import { EMPTY_HOLD, hasSubject, type HoldValues, isReversed, requestOf } from './hold-values.ts';
import { usePlaceHold } from './holds-queries.ts';

export interface HoldFormProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Places a hold on the entries of a user, a resource, a tenant, a time, or what of these is said together. */
export function HoldForm({ isOpen, onClose }: HoldFormProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={text.holds.form.title} size="lg">
      <Fields onClose={onClose} />
    </Modal>
  );
}

function Fields({ onClose }: { readonly onClose: () => void }) {
  const words = text.holds.form;
  const [zone] = useZone();
  const place = usePlaceHold();
  const form = useForm<HoldValues>({
    initialValues: EMPTY_HOLD,
    validate: {
      reason: (value) => (value.trim() === '' ? words.reasonNeeded : null),
      resourceType: (value, { resourceId }) =>
        value.trim() === '' && resourceId.trim() !== '' ? words.typeNeeded : null,
      to: (_, values) => (isReversed(values, zone) ? words.wrongOrder : null),
    },
  });
  const submit = (values: HoldValues) =>
    place.mutate(requestOf(values, zone), {
      onSuccess: () => {
        notifications.show({ message: words.placed, color: 'teal' });
        onClose();
      },
    });
  const timeHint = zoneLabel(zone, new Date());
  return (
    <form onSubmit={form.onSubmit(submit)} noValidate>
      <Stack>
        <Text size="sm" c="dimmed">
          {words.lead}
        </Text>
        <Textarea
          label={words.reason}
          description={words.reasonHint}
          required
          maxLength={500}
          autosize
          minRows={2}
          data-autofocus
          {...form.getInputProps('reason')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} style={{ alignItems: 'end' }}>
          <TextInput
            label={words.userId}
            description={words.userHint}
            maxLength={300}
            {...form.getInputProps('userId')}
          />
          <TextInput label={words.tenantId} maxLength={300} {...form.getInputProps('tenantId')} />
          <TextInput label={words.resourceType} maxLength={300} {...form.getInputProps('resourceType')} />
          <TextInput label={words.resourceId} maxLength={300} {...form.getInputProps('resourceId')} />
          <DateTimePicker
            label={`${words.from} (${timeHint})`}
            valueFormat="YYYY-MM-DD HH:mm"
            clearable
            {...form.getInputProps('from')}
          />
          <DateTimePicker
            label={`${words.to} (${timeHint})`}
            valueFormat="YYYY-MM-DD HH:mm"
            clearable
            {...form.getInputProps('to')}
          />
        </SimpleGrid>
        {!hasSubject(form.values) && (
          <Alert variant="light" color="gray" icon={<IconInfoCircle />} p="xs">
            {words.nothing}
          </Alert>
        )}
        {place.error && <FailureAlert failure={place.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={place.isPending} disabled={!hasSubject(form.values)}>
            {words.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
