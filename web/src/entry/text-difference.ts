/** Two texts, apart where they differ: what both begin and end with, and what each has between. */
export interface TextDifference {
  readonly start: string;
  readonly from: string;
  readonly to: string;
  readonly end: string;
}

/** Below this length two texts are seen at a glance. */
const MIN_LENGTH = 40;
const MIN_IN_COMMON = 0.3;

/** Where two long texts differ, by whole words; undefined when they are short, or have little in common. */
export function textDifference(from: string, to: string): TextDifference | undefined {
  const shorter = Math.min(from.length, to.length);
  if (shorter < MIN_LENGTH) return undefined;
  const [before, after] = [wordsIn(from), wordsIn(to)];
  const most = Math.min(before.length, after.length);
  let first = 0;
  while (first < most && before[first] === after[first]) first += 1;
  let last = 0;
  while (last < most - first && before.at(-1 - last) === after.at(-1 - last)) last += 1;
  const start = before.slice(0, first).join('');
  const end = before.slice(before.length - last).join('');
  if (start.length + end.length < shorter * MIN_IN_COMMON) return undefined;
  const between = (all: readonly string[]): string => all.slice(first, all.length - last).join('');
  return { start, from: between(before), to: between(after), end };
}

/** Words and what is between them, so that joined they are the text again. */
function wordsIn(text: string): readonly string[] {
  return text.match(/\w+|\W/gu) ?? [];
}
