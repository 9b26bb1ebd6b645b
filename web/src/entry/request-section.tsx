import { Badge } from '@mantine/core';
import { text } from '../text/catalogue.ts';
import { duration } from '../text/numbers.ts';
import classes from './entry.module.css';
import { FactList } from './fact-list.tsx';
import { JsonBlock } from './json-block.tsx';
import type { RecordedRequest } from './metadata.ts';
import { Section } from './section.tsx';

/** The request that it came in, and how that was answered. */
export function RequestSection({ request }: { readonly request: RecordedRequest }) {
  const words = text.entry.request;
  const { method, route, path, query, statusCode, durationMs, outcome, body } = request;
  return (
    <Section title={words.title}>
      <p className={classes.requestLine}>
        <b>{method}</b> {path}
      </p>
      <FactList
        facts={[
          { label: words.answer, value: statusCode === undefined ? null : <StatusCode code={statusCode} /> },
          { label: words.took, value: durationMs === undefined ? null : duration(durationMs) },
          { label: words.route, value: route === path ? null : route && <code>{route}</code> },
          { label: words.outcome, value: outcome === 'completed' ? null : outcomeText(outcome) },
          { label: words.query, value: isEmpty(query) ? null : <JsonBlock value={query} /> },
          { label: words.body, value: isEmpty(body) ? null : <JsonBlock value={body} /> },
        ]}
      />
    </Section>
  );
}

/** Told apart by its class, in colours of its own: how it ended is another thing. */
function StatusCode({ code }: { readonly code: number }) {
  return (
    <Badge variant="outline" color="gray" ff="monospace" radius="sm">
      {code}
    </Badge>
  );
}

function outcomeText(outcome: string | undefined): string | undefined {
  const known = text.entry.request.outcomes;
  return outcome !== undefined && outcome in known ? known[outcome as keyof typeof known] : outcome;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}
