import { Anchor, Skeleton, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Entry, Schema } from '../api/client.ts';
import { FailureAlert } from '../parts/failure-alert.tsx';
import { useZone } from '../parts/zone.tsx';
import { text } from '../text/catalogue.ts';
import { dateTime } from '../text/time.ts';
import classes from './entry.module.css';
import { useRelated } from './entry-queries.ts';
import { StatusMark } from './marks/status-mark.tsx';
import { Section } from './section.tsx';

export interface RelatedSectionProps {
  readonly id: string;
  /** The address of another entry. */
  readonly addressOf: (id: string) => string;
  /** The address of the log with these parameters of the API; undefined when it can not show them. */
  readonly listOf: (query: Readonly<Record<string, string>>) => string | undefined;
}

const GROUPS = ['request', 'trace', 'session', 'actor', 'resource'] as const;

/** What else belongs to the entry, by what it has in common with it. */
export function RelatedSection({ id, addressOf, listOf }: RelatedSectionProps) {
  const words = text.entry.related;
  const { data: related, error } = useRelated(id);
  const groups = GROUPS.flatMap((name) => {
    const group = related?.[name];
    return group && (group.data.length > 0 || !group.isComplete) ? [{ name, group }] : [];
  });
  return (
    <Section title={words.title}>
      {error && <FailureAlert failure={error} />}
      {!related && !error && <Skeleton height={72} />}
      {related && groups.length === 0 && <Text c="dimmed">{words.none}</Text>}
      <Stack gap="md">
        {groups.map(({ name, group }) => (
          <Group key={name} title={words.groups[name]} group={group} addressOf={addressOf} listOf={listOf} />
        ))}
      </Stack>
    </Section>
  );
}

interface GroupProps extends Omit<RelatedSectionProps, 'id'> {
  readonly title: string;
  readonly group: Schema<'RelatedGroupDto'>;
}

function Group({ title, group, addressOf, listOf }: GroupProps) {
  const words = text.entry.related;
  const all = group.query ? listOf(group.query) : undefined;
  return (
    <div>
      <Text size="sm" c="dimmed" mb={4}>
        {title}
      </Text>
      <ul className={classes.related}>
        {group.data.map((entry) => (
          <RelatedEntry key={entry.id} entry={entry} to={addressOf(entry.id)} />
        ))}
      </ul>
      {!group.isComplete && (
        <Text size="sm" c="dimmed">
          {words.incomplete}
        </Text>
      )}
      {all !== undefined && group.hasMore && (
        <Anchor component={Link} to={all} size="sm">
          {words.all}
        </Anchor>
      )}
    </div>
  );
}

function RelatedEntry({ entry, to }: { readonly entry: Entry; readonly to: string }) {
  const [zone] = useZone();
  return (
    <li>
      <Link to={to} preventScrollReset className={classes.relatedLink}>
        <span className={classes.relatedHead}>
          <StatusMark outcome={entry} />
          <time dateTime={entry.timestamp}>{dateTime(entry.timestamp, zone)}</time>
        </span>
        <span className={classes.anywhere}>{entry.description}</span>
      </Link>
    </li>
  );
}
