const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** How many days before today the story begins. */
export const TWO_MONTHS = 62;

/** The evening before the first day, when the first administrator sets everything up. */
export function beforeTheStory(now: Date): Date {
  return new Date((Math.floor(now.getTime() / DAY_MS) - TWO_MONTHS) * DAY_MS - 5 * HOUR_MS);
}

/** The working days among so many days before today, oldest first, as `2026-10-05`. */
export function workingDays(now: Date, daysBack: number): readonly string[] {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  return Array.from({ length: daysBack }, (_, index) => new Date(today - (daysBack - index) * DAY_MS))
    .filter((day) => day.getUTCDay() !== 0 && day.getUTCDay() !== 6)
    .map((day) => day.toISOString().slice(0, 10));
}
