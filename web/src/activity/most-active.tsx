import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { logFiltersOf } from '../log/log-view.ts';
import type { Range } from '../log/range/range.ts';
import { text } from '../text/catalogue.ts';
import { number } from '../text/numbers.ts';
import { type Summary, useCounts } from './activity-queries.ts';

export interface MostActiveProps {
  readonly range: Range;
  readonly onPick: (user: string) => void;
}

/** Those who have left most entries, to begin with one of them. */
export function MostActive({ range, onPick }: MostActiveProps) {
  const words = text.activity.start;
  const { data } = useCounts(logFiltersOf({ range, query: 'actor:user' }));
  if (data === undefined) return <Skeleton height={120} width={320} mt="md" />;
  const users = data.topActors.values.filter(({ userId, userLabel }) => userId !== null || userLabel !== null);
  if (users.length === 0) return null;
  return (
    <Stack gap="xs" mt="md" w="100%">
      <Text size="sm" fw={600} ta="center">
        {words.most}
      </Text>
      <Group gap="xs" justify="center">
        {users.map((user) => (
          <Button
            key={user.userId ?? user.userLabel}
            variant="default"
            size="compact-md"
            onClick={() => onPick(nameOf(user))}
          >
            {user.userLabel ?? user.userId}
            <Text span c="dimmed" size="sm" ml={8}>
              {number(user.count)}
            </Text>
          </Button>
        ))}
      </Group>
    </Stack>
  );
}

function nameOf({ userId, userLabel }: Summary['topActors']['values'][number]): string {
  return userLabel ?? userId ?? '';
}
