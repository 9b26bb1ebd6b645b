import { LANGUAGE } from './catalogue.ts';

const WHOLE = new Intl.NumberFormat(LANGUAGE);
const COMPACT = new Intl.NumberFormat(LANGUAGE, { notation: 'compact', maximumFractionDigits: 1 });
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `12,345` */
export function number(value: number): string {
  return WHOLE.format(value);
}

/** `12.3K`, where there is little room; {@link number} has to stand beside it as a title. */
export function shortNumber(value: number): string {
  return COMPACT.format(value);
}

/** `1.4 MB`, in steps of 1000. */
export function size(bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const value = bytes / 1000 ** step;
  return `${new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 }).format(value)} ${UNITS[step]}`;
}

/** `41 ms`, `1.2 s`, `3 min 20 s`, `2 h 5 min`, `37 d 1 h` */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.round((milliseconds % 60_000) / 1_000)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
