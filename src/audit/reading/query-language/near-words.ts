/** A word that is looked for may be this many letters away from the one that was written. */
const NEAR = 2;

/** The words that were perhaps meant, nearest first: those that begin alike, and those that are few letters away. */
export function nearWords(written: string, words: readonly string[]): readonly string[] {
  const lower = written.toLowerCase();
  const most = lower.length < 4 ? NEAR - 1 : NEAR;
  return words
    .map((word) => ({
      word,
      distance: word.toLowerCase().startsWith(lower) ? 1 : distanceOf(lower, word.toLowerCase()),
    }))
    .filter(({ distance }) => distance <= most)
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ word }) => word);
}

/** How many letters have to be added, left out or changed to make one word of the other; what is far is not counted out. */
function distanceOf(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > NEAR) return Infinity;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of one.split('').entries()) {
    const next = [index + 1];
    for (const [place, wanted] of other.split('').entries()) {
      const changed = (row[place] ?? Infinity) + (letter === wanted ? 0 : 1);
      next.push(Math.min(changed, (row[place + 1] ?? Infinity) + 1, (next[place] ?? Infinity) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? Infinity;
}
