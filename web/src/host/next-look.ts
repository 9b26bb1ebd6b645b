const SHORTEST_MS = 500;
const LONGEST_MS = 5_000;

/**
 * In how many milliseconds to look again at what has been under way since then; false when nothing is. What takes longer
 * is looked at less often: each look leaves an entry in the log.
 * @param since ISO 8601
 */
export function nextLook(since: string | undefined, now = Date.now()): number | false {
  if (since === undefined) return false;
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (now - Date.parse(since)) / 10));
}
