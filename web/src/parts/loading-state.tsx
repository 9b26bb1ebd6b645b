import { Center, Loader } from '@mantine/core';
import { text } from '../text/catalogue.ts';

/** Stands in the place of a page whose code is on its way. */
export function LoadingState() {
  return (
    <Center py={96} role="status">
      <Loader aria-label={text.parts.loading} />
    </Center>
  );
}
