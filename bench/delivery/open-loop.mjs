// What a request costs that comes when it comes: the time until its answer and the work of the process, without an audit
// log (A), with this module (B), and with an interceptor that waits for `save()` (C).
import { openFleet, runLoad } from './fleet.mjs';
import { atMost, medianOf, progress, rounded } from './report.mjs';
import { inTurns } from './turns.mjs';

const WAYS = ['none', 'module', 'save'];
const CONNECTIONS = 128;

/** What is told of each rate; what is added is in percent, or in the unit itself. */
const FIGURES = [
  { name: 'p50 ms', of: ({ p50 }) => p50, addedIn: '%', most: 5 },
  { name: 'p99 ms', of: ({ p99 }) => p99, addedIn: '%', most: 5 },
  { name: 'CPU µs per request', of: ({ cpu }) => cpu, addedIn: 'µs', most: 60 },
];

/** @returns the rows of the table */
export async function measureOpenLoop({ databases, directory, rounds, rates, seconds, warmUpSeconds }) {
  const fleet = await openFleet({ databases, directory, ways: WAYS });
  const { servers, load } = fleet;
  try {
    const send = (way, request) =>
      runLoad({ server: servers[way], load, databases, path: 'items', connections: CONNECTIONS, ...request });
    for (const way of WAYS) {
      progress(`open loop: warming up ${way}`);
      await send(way, { rate: rates[0], seconds: warmUpSeconds });
    }
    const measured = new Map(rates.map((rate) => [rate, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const rate of rates) {
        const results = await inTurns(WAYS, round, (way) => {
          progress(`open loop: round ${round + 1} of ${rounds}, ${rate} requests/s, ${way}`);
          return send(way, { rate, seconds });
        });
        measured.get(rate).push(results);
      }
    }
    return rates.flatMap((rate) => FIGURES.map((figure) => rowOf({ rate, figure, results: measured.get(rate) })));
  } finally {
    await fleet.close();
  }
}

function rowOf({ rate, figure: { name, of, addedIn, most }, results }) {
  const usual = (way) => rounded(medianOf(results, (each) => of(each[way])));
  const added = (way) =>
    rounded(
      medianOf(results, ({ none, [way]: other }) =>
        addedIn === '%' ? (of(other) / of(none) - 1) * 100 : of(other) - of(none),
      ),
      1,
    );
  return {
    'requests/s': rate,
    what: name,
    'A none': usual('none'),
    'B module': usual('module'),
    'C save()': usual('save'),
    'B adds': added('module'),
    'C adds': added('save'),
    in: addedIn,
    ...atMost(added('module'), most),
  };
}
