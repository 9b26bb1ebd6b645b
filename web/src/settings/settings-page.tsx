import { Skeleton, Stack } from '@mantine/core';
import { LogLink } from '../host/log-link.tsx';
import { Section } from '../host/section.tsx';
import { term } from '../parts/addresses.ts';
import { FailureState } from '../parts/failure-state.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { text } from '../text/catalogue.ts';
import { SettingCard } from './setting-card.tsx';
import { type Setting, useSettings } from './settings-api.ts';

/** What administrators can set while the application runs. */
export function SettingsPage() {
  const words = text.settings;
  const { data, error, refetch } = useSettings();
  return (
    <PageFrame
      title={words.title}
      lead={words.lead}
      actions={<LogLink place={{ query: term('resource', 'setting'), range: '30d' }} />}
    >
      {error ? (
        <FailureState failure={error} onRetry={() => void refetch()} needs="settings:read" />
      ) : data === undefined ? (
        <Skeleton height={480} radius="md" />
      ) : (
        [...areasOf(data)].map(([area, settings]) => (
          <Section key={area} title={words.areas[area] ?? area}>
            <Stack gap="sm">
              {settings.map((setting) => (
                <SettingCard key={setting.key} setting={setting} />
              ))}
            </Stack>
          </Section>
        ))
      )}
    </PageFrame>
  );
}

/** `sign_in.lock_minutes` is of the area `sign_in`; the server's order is kept. */
function areasOf(settings: readonly Setting[]): ReadonlyMap<string, readonly Setting[]> {
  const areas = new Map<string, Setting[]>();
  for (const setting of settings) {
    const [area = ''] = setting.key.split('.');
    areas.set(area, [...(areas.get(area) ?? []), setting]);
  }
  return areas;
}
