import { Checkbox, Fieldset, SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { FailureState } from '../parts/failure-state.tsx';
import { usePerson } from '../session/session.ts';
import { text } from '../text/catalogue.ts';
import { type PermissionNote, usePermissions } from './roles-api.ts';

export interface PermissionChoiceProps {
  readonly value: readonly string[];
  readonly onChange: (permissions: readonly string[]) => void;
  /** What the role allows already: that can be withdrawn also by those who do not have it. @default nothing */
  readonly had?: readonly string[];
  /** @default false */
  readonly isReadOnly?: boolean;
}

/** Also what can't be changed is read. */
const READABLE = { label: { color: 'inherit' } } as const;

/** What a role allows, by area. Nobody can give a permission that they do not have. */
export function PermissionChoice({ value, onChange, had = [], isReadOnly = false }: PermissionChoiceProps) {
  const words = text.roles.permissions;
  const { data, error, refetch } = usePermissions();
  const { permissions: own } = usePerson();
  if (error) return <FailureState failure={error} onRetry={() => void refetch()} needs="roles:read" />;
  if (data === undefined) return <Skeleton height={240} radius="md" />;
  const toggle = (name: string, isChosen: boolean) =>
    onChange(isChosen ? [...value, name] : value.filter((each) => each !== name));
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" verticalSpacing="sm">
      {[...areasOf(data)].map(([area, notes]) => (
        <Fieldset key={area} legend={words.areas[area] ?? area} p="sm">
          <Stack gap="xs">
            {notes.map(({ name, description }) => {
              const isHeld = own.includes(name) || had.includes(name);
              return (
                <Checkbox
                  key={name}
                  label={name}
                  description={isHeld ? description : `${description} ${words.notHeld}`}
                  checked={value.includes(name)}
                  styles={READABLE}
                  disabled={isReadOnly || !isHeld}
                  onChange={({ currentTarget }) => toggle(name, currentTarget.checked)}
                />
              );
            })}
          </Stack>
        </Fieldset>
      ))}
    </SimpleGrid>
  );
}

/** `users:read` and `users:write` are of the area `users`. */
function areasOf(notes: readonly PermissionNote[]): ReadonlyMap<string, readonly PermissionNote[]> {
  const areas = new Map<string, PermissionNote[]>();
  for (const note of notes) {
    const [area = ''] = note.name.split(':');
    areas.set(area, [...(areas.get(area) ?? []), note]);
  }
  return areas;
}
