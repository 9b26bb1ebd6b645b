import { LANGUAGE } from './catalogue.ts';

/** The zone in which times are shown: UTC, or that of the reader's machine. */
export type Zone = 'utc' | 'local';

const FORMATS = new Map<Zone, Intl.DateTimeFormat>();

/** The name of a zone, e.g. `Europe/Berlin`. */
export function zoneName(zone: Zone): string {
  return zone === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The place that a zone is named after, where there is little room: `Berlin`, `New York`, `UTC`. */
export function zonePlace(zone: Zone): string {
  return (zoneName(zone).split('/').at(-1) ?? '').replaceAll('_', ' ');
}

/** How far a zone is from UTC at a moment: `UTC+1`, `UTC−3:30`, `UTC`. */
export function zoneOffset(zone: Zone, at: Date): string {
  if (zone === 'utc') return 'UTC';
  const parts = new Intl.DateTimeFormat('en', { timeZone: zoneName(zone), timeZoneName: 'shortOffset' }).formatToParts(
    at,
  );
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return name.replace('GMT', 'UTC').replace('-', '−');
}

/** `2026-11-28 13:37:58`, the same in every language, so that it sorts and can be searched for. */
export function dateTime(at: Date | string, zone: Zone): string {
  const { date, time } = wallClock(at, zone);
  return `${date} ${time}`;
}

/** {@link dateTime} to the millisecond: `2026-11-28 13:37:58.120`. */
export function exactTime(at: Date | string, zone: Zone): string {
  return `${dateTime(at, zone)}.${new Date(at).toISOString().slice(20, 23)}`;
}

/** What a clock and a calendar on the wall of that zone show. */
export function wallClock(at: Date | string, zone: Zone): { readonly date: string; readonly time: string } {
  const parts = Object.fromEntries(
    formatIn(zone)
      .formatToParts(new Date(at))
      .map(({ type, value }) => [type, value]),
  );
  return {
    date: `${parts['year']}-${parts['month']}-${parts['day']}`,
    time: `${parts['hour']}:${parts['minute']}:${parts['second']}`,
  };
}

/** The moment at which the wall of that zone shows `2026-11-28 13:37:58`; undefined when that is no time. */
export function momentOf(wall: string, zone: Zone): Date | undefined {
  const at = new Date(`${wall.trim().replace(' ', 'T')}${zone === 'utc' ? 'Z' : ''}`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** `3 minutes ago`, `in 2 days`; beside an absolute time, never instead of it. */
export function ago(at: Date | string, now: Date): string {
  const seconds = (new Date(at).getTime() - now.getTime()) / 1_000;
  const format = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' });
  const [unit, length] = AGES.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
  return format.format(Math.round(seconds / length), unit);
}

const AGES = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

function formatIn(zone: Zone): Intl.DateTimeFormat {
  const known = FORMATS.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zoneName(zone),
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  FORMATS.set(zone, format);
  return format;
}
