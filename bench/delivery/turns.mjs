/** Measures each of the ways once, in another order in every round. @returns what was measured, by way */
export async function inTurns(ways, round, measure) {
  const results = {};
  for (const index of ways.keys()) {
    const way = ways[(index + round) % ways.length];
    results[way] = await measure(way);
  }
  return results;
}
