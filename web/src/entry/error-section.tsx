import { Anchor, Code, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { Link } from 'react-router';
import { logAddress, term } from '../parts/addresses.ts';
import { text } from '../text/catalogue.ts';
import classes from './entry.module.css';
import type { RecordedError } from './metadata.ts';
import { Section } from './section.tsx';
import { foldedStack } from './stack.ts';

export interface ErrorSectionProps {
  readonly error: RecordedError;
  readonly isFault: boolean;
  /** Of the fault, by which others like it are found. */
  readonly fingerprint: string | null;
}

/** What went wrong: the message, its class and code, the stack, and what was behind it. */
export function ErrorSection({ error, isFault, fingerprint }: ErrorSectionProps) {
  return (
    <Section title={text.entry.error.title} look={isFault ? 'error' : 'failure'}>
      <ErrorView error={error} />
      {fingerprint !== null && (
        <Anchor
          component={Link}
          to={logAddress({ query: term('fingerprint', fingerprint), range: 'all' })}
          size="sm"
          display="block"
          mt="xs"
        >
          {text.entry.error.same}
        </Anchor>
      )}
    </Section>
  );
}

function ErrorView({ error }: { readonly error: RecordedError }) {
  const { name, code, message, stack, cause } = error;
  return (
    <div className={classes.error}>
      <Text fw={600} className={classes.anywhere}>
        {message}
      </Text>
      <Text size="sm" ff="monospace" c="dimmed">
        {code === undefined || code === name ? name : `${name} · ${code}`}
      </Text>
      {stack !== undefined && <Stack stack={stack} />}
      {cause !== undefined && (
        <div className={classes.cause}>
          <Text size="xs" c="dimmed" fw={600}>
            {text.entry.error.cause}
          </Text>
          <ErrorView error={cause} />
        </div>
      )}
    </div>
  );
}

function Stack({ stack }: { readonly stack: string }) {
  const [isOpen, others] = useDisclosure(false);
  const folded = foldedStack(stack);
  if (folded.own.length + folded.others.length === 0) return null;
  return (
    <div>
      {folded.own.length > 0 && <Frames lines={folded.own} />}
      {folded.others.length > 0 && (
        <UnstyledButton onClick={others.toggle} aria-expanded={isOpen} className={classes.fold}>
          {isOpen ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
          {text.entry.error.more(folded.others.length)}
        </UnstyledButton>
      )}
      {isOpen && <Frames lines={folded.others} />}
    </div>
  );
}

function Frames({ lines }: { readonly lines: readonly string[] }) {
  return (
    <Code block className={classes.code} tabIndex={0}>
      {lines.join('\n')}
    </Code>
  );
}
