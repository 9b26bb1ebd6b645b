import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { TimeText } from '../parts/time-text.tsx';
import { text } from '../text/catalogue.ts';
import { words as readable } from '../text/words.ts';
import type { LegalHold } from './holds-queries.ts';

/** Which entries a hold is for, in words. */
export function HoldSubject({ hold }: { readonly hold: LegalHold }) {
  const words = text.holds.subject;
  const { userId, resourceType, resourceId, tenantId, from, to } = hold;
  const resource = resourceType === null ? null : [readable(resourceType), resourceId].filter(Boolean).join(' ');
  const parts: readonly (readonly [string, ReactNode])[] = [
    [words.user, userId],
    [words.resource, resource],
    [words.tenant, tenantId],
    [words.from, from && <TimeText at={from} />],
    [words.to, to && <TimeText at={to} />],
  ];
  return parts
    .filter(([, value]) => value !== null)
    .map(([label, value]) => (
      <Text key={label} size="sm" style={{ overflowWrap: 'anywhere' }}>
        <Text span c="dimmed" size="sm">
          {label}
        </Text>{' '}
        {value}
      </Text>
    ));
}
