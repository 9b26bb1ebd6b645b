import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import type { Entry } from '../api/client.ts';
import { activityAddress, historyAddress } from '../parts/addresses.ts';
import { useZone, zoneLabel } from '../parts/zone.tsx';
import { text } from '../text/catalogue.ts';
import { duration } from '../text/numbers.ts';
import { ago, exactTime } from '../text/time.ts';
import { words } from '../text/words.ts';
import { type Fact, FactList } from './fact-list.tsx';
import { actorName } from './marks/actor.ts';
import { contextOf, isRecord, valueText } from './metadata.ts';
import { Section } from './section.tsx';

/** Who did what to what, when, and from where. */
export function FactsSection({ entry }: { readonly entry: Entry }) {
  const [zone] = useZone();
  const names = text.entry.facts;
  const at = new Date(entry.timestamp);
  const later = Math.max(0, Date.parse(entry.recordedAt) - at.getTime());
  const context = contextOf(entry);
  const facts: readonly Fact[] = [
    { label: names.who, value: whoText(entry), copied: entry.userId ?? undefined },
    { label: names.impersonator, value: impersonatorText(context['impersonator']) },
    {
      label: names.when,
      value: (
        <>
          <time dateTime={entry.timestamp}>{exactTime(at, zone)}</time> {zoneLabel(zone, at)}
          <br />
          <small>{ago(at, new Date())}</small>
        </>
      ),
      copied: entry.timestamp,
    },
    { label: names.stored, value: names.storedAfter(exactTime(entry.recordedAt, zone), duration(later)) },
    { label: names.where, value: entry.ipAddress, copied: entry.ipAddress ?? undefined },
    { label: names.agent, value: entry.userAgent },
    { label: names.action, value: `${words(entry.actionType)} · ${words(entry.category)}` },
    { label: names.resource, value: resourceText(entry), copied: entry.resourceId ?? undefined },
    { label: names.tenant, value: entry.tenantId, copied: entry.tenantId ?? undefined },
    { label: names.session, value: typeof context['session'] === 'string' ? <code>{context['session']}</code> : null },
    {
      label: names.request,
      value: entry.requestId && <code>{entry.requestId}</code>,
      copied: entry.requestId ?? undefined,
    },
    { label: names.trace, value: entry.traceId && <code>{entry.traceId}</code>, copied: entry.traceId ?? undefined },
    { label: names.id, value: <code>{entry.id}</code>, copied: entry.id },
  ];
  return (
    <Section title={names.title}>
      <FactList facts={facts} />
    </Section>
  );
}

function whoText(entry: Entry) {
  const name = actorName(entry);
  const known = entry.userId ?? entry.userLabel;
  return (
    <>
      {name}
      {entry.userId !== null && entry.userId !== name && (
        <>
          <br />
          <code>{entry.userId}</code>
        </>
      )}
      {known !== null && (
        <Anchor component={Link} to={activityAddress(known)} size="sm" display="block">
          {text.entry.facts.activity}
        </Anchor>
      )}
    </>
  );
}

function resourceText({ resourceType, resourceId }: Entry) {
  if (resourceType === null) return resourceId;
  return (
    <>
      {words(resourceType)} {resourceId !== null && <code>{resourceId}</code>}
      {resourceId !== null && (
        <Anchor component={Link} to={historyAddress({ type: resourceType, id: resourceId })} size="sm" display="block">
          {text.entry.facts.history}
        </Anchor>
      )}
    </>
  );
}

function impersonatorText(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  return valueText(value['label'] ?? value['id']);
}
