import { momentOf, type Zone } from '../text/time.ts';
import type { HoldRequest } from './holds-queries.ts';

/** What is written in the form; times as the wall of the chosen zone shows them. */
export interface HoldValues {
  readonly reason: string;
  readonly userId: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly tenantId: string;
  readonly from: string | null;
  readonly to: string | null;
}

export const EMPTY_HOLD: HoldValues = {
  reason: '',
  userId: '',
  resourceType: '',
  resourceId: '',
  tenantId: '',
  from: null,
  to: null,
};

const TEXTS = ['userId', 'resourceType', 'resourceId', 'tenantId'] as const;
const TIMES = ['from', 'to'] as const;

/** Whether it says of which entries; the server refuses a hold on all of them. */
export function hasSubject({ userId, resourceType, tenantId, from, to }: HoldValues): boolean {
  return [userId, resourceType, tenantId, from ?? '', to ?? ''].some((value) => value.trim() !== '');
}

/** Whether it would end before it begins. */
export function isReversed({ from, to }: HoldValues, zone: Zone): boolean {
  const [begin, end] = [momentIn(from, zone), momentIn(to, zone)];
  return begin !== undefined && end !== undefined && begin >= end;
}

/** What to ask the API for. */
export function requestOf(values: HoldValues, zone: Zone): HoldRequest {
  const texts = TEXTS.map((name) => [name, values[name].trim()] as const);
  const times = TIMES.map((name) => [name, momentIn(values[name], zone)?.toISOString() ?? ''] as const);
  const said = [...texts, ...times].filter(([, value]) => value !== '');
  return { reason: values.reason.trim(), ...Object.fromEntries(said) };
}

function momentIn(wall: string | null, zone: Zone): Date | undefined {
  return wall === null ? undefined : momentOf(wall, zone);
}
