/** A stretch of time: from its first moment to the first one after it. One of no length is a moment. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** What a time in the search language may look like, for errors. */
export const TIMES =
  'a date (2026-01-31), month (2026-01), year (2026), time (2026-01-31T10:30, in UTC unless it names a zone), a time ago (-30m, -24h, -7d, -2w), today, yesterday or now';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const UNITS_MS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: 60 * MINUTE_MS, d: DAY_MS, w: 7 * DAY_MS };

const AGO = /^-(\d{1,4})([mhdw])$/i;
const CALENDAR = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const CLOCK = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?:(:\d{2})(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * The time that a text means: `2026`, `2026-01`, `2026-01-31`, `2026-01-31T10:30`, with seconds, milliseconds and zone
 * or without, are as long as they are exact; `today` and `yesterday` are days in UTC; `now` and `-7d` are moments.
 * @returns undefined when it means none
 */
export function timeOf(text: string, now: Date): Period | undefined {
  const word = text.toLowerCase();
  if (word === 'now') return { from: now, to: now };
  if (word === 'today' || word === 'yesterday') {
    const midnight = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
    return lasting(word === 'today' ? midnight : midnight - DAY_MS, DAY_MS);
  }
  return timeAgo(word, now) ?? calendarTime(word) ?? clockTime(text);
}

function timeAgo(word: string, now: Date): Period | undefined {
  const [, count, unit = ''] = AGO.exec(word) ?? [];
  const unitMs = UNITS_MS[unit];
  return count === undefined || unitMs === undefined ? undefined : lasting(now.getTime() - Number(count) * unitMs, 0);
}

function calendarTime(word: string): Period | undefined {
  const [, year, month, day] = CALENDAR.exec(word) ?? [];
  if (year === undefined) return undefined;
  const from = instantOf(`${year}-${month ?? '01'}-${day ?? '01'}T00:00Z`);
  if (from === undefined) return undefined;
  if (day !== undefined) return lasting(from, DAY_MS);
  const to = new Date(from);
  if (month === undefined) to.setUTCFullYear(to.getUTCFullYear() + 1);
  else to.setUTCMonth(to.getUTCMonth() + 1);
  return { from: new Date(from), to };
}

function clockTime(text: string): Period | undefined {
  const [, day, minute, second, fraction, zone = 'Z'] = CLOCK.exec(text) ?? [];
  if (day === undefined) return undefined;
  const from = instantOf(`${day}T${minute}${second ?? ''}${fraction ?? ''}${zone}`);
  if (from === undefined) return undefined;
  if (fraction !== undefined) return lasting(from, 10 ** (4 - fraction.length));
  return lasting(from, second === undefined ? MINUTE_MS : 1_000);
}

/** Milliseconds since 1970; undefined for days that the calendar does not have, which `Date` turns into others. */
function instantOf(iso: string): number | undefined {
  const day = iso.slice(0, 10);
  const midnight = new Date(`${day}T00:00Z`);
  const instant = Date.parse(iso);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return undefined;
  return Number.isNaN(instant) || day < '1970' ? undefined : instant;
}

function lasting(from: number, lengthMs: number): Period {
  return { from: new Date(from), to: new Date(from + lengthMs) };
}
