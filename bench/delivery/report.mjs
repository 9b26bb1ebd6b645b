/** The middle one of some numbers. */
export function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** The median of what each round gives: what disturbs a whole round disturbs both sides of its comparison. */
export function medianOf(rounds, valueOf) {
  return median(rounds.map(valueOf));
}

/** How long something takes. */
export async function secondsOf(work) {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

export function rounded(value, digits = 2) {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

/** The last columns of every table: what was to be reached, and whether it was. */
export function atLeast(value, goal) {
  return { goal: `≥ ${goal}`, holds: value >= goal ? 'yes' : 'no' };
}

export function atMost(value, goal) {
  return { goal: `≤ ${goal}`, holds: value <= goal ? 'yes' : 'no' };
}

export const NO_GOAL = { goal: '–', holds: '–' };

/** Where a long part stands, on one line of the terminal that the next one takes the place of. */
export function progress(text) {
  process.stderr.write(process.stderr.isTTY ? `\r\u001B[K${text}` : `${text}\n`);
}
