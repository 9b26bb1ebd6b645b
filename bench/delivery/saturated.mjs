// How many requests a process answers when there are always more: without an audit log (A) and with this module (B).
import { openFleet, runLoad } from './fleet.mjs';
import { atLeast, medianOf, NO_GOAL, progress, rounded } from './report.mjs';
import { inTurns } from './turns.mjs';

const WAYS = ['none', 'module'];

/** With few connections the handler's waiting is the limit, with many the processor. */
const LOADS = [
  { name: 'handler of 5 ms', path: 'items', connections: 16 },
  { name: 'handler of 5 ms', path: 'items', connections: 256, goal: 0.85 },
  { name: 'trivial handler', path: 'trivial', connections: 16 },
];

/** @returns the rows of the table */
export async function measureSaturated({ databases, directory, rounds, seconds, warmUpSeconds }) {
  const fleet = await openFleet({ databases, directory, ways: WAYS });
  const { servers, load } = fleet;
  try {
    const send = (way, { path, connections }, duration) =>
      runLoad({ server: servers[way], load, databases, path, connections, seconds: duration });
    for (const way of WAYS) {
      progress(`saturated: warming up ${way}`);
      await send(way, LOADS[0], warmUpSeconds);
    }
    const measured = new Map(LOADS.map((kind) => [kind, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const kind of LOADS) {
        const results = await inTurns(WAYS, round, (way) => {
          const { name, connections } = kind;
          progress(`saturated: round ${round + 1} of ${rounds}, ${name}, ${connections} connections, ${way}`);
          return send(way, kind, seconds);
        });
        measured.get(kind).push(results);
      }
    }
    return LOADS.map((kind) => rowOf(kind, measured.get(kind)));
  } finally {
    await fleet.close();
  }
}

function rowOf({ name, connections, goal }, results) {
  const perSecond = (way) => Math.round(medianOf(results, (each) => each[way].perSecond));
  const cpu = (way) =>
    rounded(
      medianOf(results, (each) => each[way].cpu),
      1,
    );
  const ratio = rounded(medianOf(results, ({ none, module }) => module.perSecond / none.perSecond));
  return {
    load: name,
    connections,
    'A per second': perSecond('none'),
    'B per second': perSecond('module'),
    'A CPU µs': cpu('none'),
    'B CPU µs': cpu('module'),
    'B ÷ A': ratio,
    ...(goal === undefined ? NO_GOAL : atLeast(ratio, goal)),
  };
}
