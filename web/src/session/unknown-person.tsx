import { Button, Group } from '@mantine/core';
import { IconLogin2 } from '@tabler/icons-react';
import { place } from '../api/place.ts';
import { BlankState } from '../parts/blank-state.tsx';
import { text } from '../text/catalogue.ts';
import { useSession } from './session.ts';

/** Shown to whom the application does not know: where they sign in, and the way on when they have done so elsewhere. */
export function UnknownPerson({ hasEnded }: { readonly hasEnded: boolean }) {
  const words = text.session.unknown;
  const { retry } = useSession();
  return (
    <main>
      <BlankState
        level={1}
        icon={<IconLogin2 size={30} />}
        title={words.title}
        lead={hasEnded ? words.ended : words.lead}
      >
        <Group>
          {place.signIn !== null && (
            <Button component="a" href={place.signIn}>
              {words.signIn}
            </Button>
          )}
          <Button variant="default" onClick={retry}>
            {words.again}
          </Button>
        </Group>
      </BlankState>
    </main>
  );
}
