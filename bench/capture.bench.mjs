// `npm run bench:capture [rounds] [requests]`: how much CPU time the capture of a request takes, as the difference
// between the same application with and without the module. All run at once and take turns, round by round, so that
// what else the machine does meets all of them; the medians of the rounds are told.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';

const rounds = Number(process.argv[2] ?? 15);
const requests = Number(process.argv[3] ?? 6_000);
const CONNECTIONS = 16;

const GOALS = [
  { load: 'GET without body', level: 'metadata', goal: 25 },
  { load: 'GET without body', level: 'changes' },
  { load: 'POST with 2 KB', level: 'metadata' },
  { load: 'POST with 2 KB', level: 'request', goal: 60 },
];
const LOADS = { 'GET without body': get(), 'POST with 2 KB': post() };

const servers = new Map();
for (const level of ['bare', ...new Set(GOALS.map((each) => each.level))]) servers.set(level, await start(level));

const runs = Object.keys(LOADS).flatMap((load) => [...servers.keys()].map((level) => ({ load, level, costs: [] })));
for (const { load, level } of runs) await measure(servers.get(level), LOADS[load]); // compiled and warm
for (let round = 0; round < rounds; round += 1) {
  for (const index of runs.keys()) {
    const run = runs[(index + round) % runs.length];
    run.costs.push(await measure(servers.get(run.level), LOADS[run.load]));
  }
  process.stderr.write(`\rround ${round + 1} of ${rounds}`);
}
process.stderr.write('\n');
for (const { child } of servers.values()) child.kill();

const medianOf = (load, level) => median(runs.find((run) => run.load === load && run.level === level).costs);
const results = GOALS.map(({ load, level, goal }) => {
  const bare = medianOf(load, 'bare');
  const withModule = medianOf(load, level);
  return {
    load,
    level,
    'bare µs': round1(bare),
    'with µs': round1(withModule),
    'added µs': round1(withModule - bare),
    'with ÷ bare': Math.round((withModule / bare) * 100) / 100,
    goal: goal === undefined ? '–' : `≤ ${goal} µs`,
    holds: goal === undefined ? '–' : withModule - bare <= goal ? 'yes' : 'no',
  };
});
console.table(results);
console.log(JSON.stringify({ rounds, requests, results }));

/** @returns CPU time of the server for one request, in microseconds */
async function measure({ child, port }, request) {
  const before = await cpuTime(child);
  const each = Math.ceil(requests / CONNECTIONS);
  await Promise.all(Array.from({ length: CONNECTIONS }, () => send(port, { request, count: each })));
  return ((await cpuTime(child)) - before) / (each * CONNECTIONS);
}

/** One request after the other on one connection. */
async function send(port, { request, count }) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  for (let sent = 0; sent < count; sent += 1) {
    socket.write(request);
    const [answer] = await once(socket, 'data');
    if (!/^HTTP\/1.1 20[01]/.test(answer.toString('latin1'))) throw new Error(answer.toString());
  }
  socket.destroy();
}

async function cpuTime(child) {
  child.send('cpu');
  const [{ cpuMicroseconds }] = await once(child, 'message');
  return cpuMicroseconds;
}

async function start(level) {
  const child = fork(join(import.meta.dirname, 'capture', 'server.mjs'), [level]);
  const [{ port }] = await once(child, 'message');
  return { child, port };
}

function get() {
  return 'GET /items/7?page=2 HTTP/1.1\r\nHost: bench\r\nUser-Agent: bench\r\n\r\n';
}

/** A form as applications send it: some thirty fields, a list, two secrets. */
function post() {
  const fields = Array.from({ length: 24 }, (_, index) => [`field${index}`, `value ${index} `.repeat(4)]);
  const body = JSON.stringify({
    name: 'an item',
    password: 'hunter2-hunter2',
    card: { holder: 'Ada Lovelace', number: '4111 1111 1111 1111' },
    lines: Array.from({ length: 6 }, (_, index) => ({ sku: `A-${index}`, count: index, note: 'for the shelf' })),
    ...Object.fromEntries(fields),
  });
  const head = `POST /items HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  return head + body;
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

function round1(value) {
  return Math.round(value * 10) / 10;
}
