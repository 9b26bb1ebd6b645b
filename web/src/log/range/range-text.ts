import { text } from '../../text/catalogue.ts';
import { dateTime, type Zone } from '../../text/time.ts';
import type { Range } from './range.ts';

/** A range as a person says it. */
export function rangeText(range: Range, zone: Zone): string {
  const words = text.log.range;
  switch (range.kind) {
    case 'last':
      return words.last[range.span];
    case 'all':
      return words.all;
    case 'between': {
      const [from, to] = [range.from && toMinute(range.from, zone), range.to && toMinute(range.to, zone)];
      if (from && to) return words.between(from, to);
      return from ? words.since(from) : words.until(to ?? '');
    }
  }
}

/** Seconds only where there are some. */
function toMinute(at: string, zone: Zone): string {
  return dateTime(at, zone).replace(/:00$/, '');
}
