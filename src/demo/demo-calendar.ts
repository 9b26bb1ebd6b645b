const DAY_MS = 24 * 60 * 60 * 1000;

/** How far back the story begins. */
const DAYS = 62;

/** The working days of the two months before today, oldest first, as `2026-10-05`. */
export function workingDays(now: Date): readonly string[] {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  return Array.from({ length: DAYS }, (_, index) => new Date(today - (DAYS - index) * DAY_MS))
    .filter((day) => day.getUTCDay() !== 0 && day.getUTCDay() !== 6)
    .map((day) => day.toISOString().slice(0, 10));
}
