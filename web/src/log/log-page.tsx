import { Title } from '@mantine/core';
import { text } from '../text/catalogue.ts';

/** The log. */
export function LogPage() {
  return <Title>{text.log.title}</Title>;
}
