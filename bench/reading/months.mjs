const DAY_MS = 24 * 60 * 60 * 1000;
const MONTHS = 12;

/** Eight of ten entries are made between 7 and 19 o'clock. */
const DAY = { from: 7 / 24, to: 19 / 24, share: 0.8 };

/** The twelve months up to a moment, each with how many of the rows it has; the last is over at that moment. */
export function monthsUntil(end, rows) {
  const last = new Date(end);
  const months = Array.from({ length: MONTHS }, (_, index) => {
    const from = Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - MONTHS + 1 + index, 1);
    const to = Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - MONTHS + 2 + index, 1);
    return { from, to: Math.min(to, end) };
  });
  const whole = end - months[0].from;
  let done = 0;
  return months.map((month) => {
    const upTo = Math.round((rows * (month.to - months[0].from)) / whole);
    const count = upTo - done;
    const first = done;
    done = upTo;
    return { ...month, first, count };
  });
}

/** When the entry at this place of its month was made: days have their busy hours. */
export function timeAt({ from, to, count }, place) {
  const days = ((to - from) / DAY_MS) * (place / count);
  const time = from + (Math.floor(days) + hourOf(days % 1)) * DAY_MS;
  return Math.min(Math.floor(time), to - 1);
}

function hourOf(part) {
  const before = (1 - DAY.share) * (DAY.from / (1 - DAY.to + DAY.from));
  if (part < before) return (part / before) * DAY.from;
  if (part < before + DAY.share) return DAY.from + ((part - before) / DAY.share) * (DAY.to - DAY.from);
  return DAY.to + ((part - before - DAY.share) / (1 - before - DAY.share)) * (1 - DAY.to);
}
