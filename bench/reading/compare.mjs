// One question, asked by turns over HTTP and by SQL.
import { rounded } from '../delivery/report.mjs';

/** Before it is measured a question is asked so often, for caches and prepared plans. */
const WARM_UP = 2;

/** A question that is this slow need not be asked as often. */
const SLOW_MS = 1_000;
const ENOUGH_WHEN_SLOW = 3;

/** What a request costs whose answer costs nothing. */
export async function bareRequestMs(http, repetitions) {
  const times = [];
  for (let turn = 0; turn < repetitions + WARM_UP; turn += 1) {
    const ms = await msOf(() => http.send('/health/live'));
    if (turn >= WARM_UP) times.push(ms);
  }
  return at(times, 0.5);
}

/**
 * @param clients one `pg` client for each statement of a question
 * @returns milliseconds over HTTP and by SQL, and their ratio without the bare cost of a request
 */
export async function compare(question, { http, clients, repetitions, bareMs }) {
  const first = await http.send(question.path);
  if (isMissing(first)) return { question: question.name, answer: 'missing' };
  if (first.status !== 200) return { question: question.name, answer: `${first.status}` };
  const asked = { http: [], sql: [] };
  for (let turn = 0; turn < repetitions + WARM_UP; turn += 1) {
    const http$ = await msOf(() => answered(http, question.path));
    const sql$ = await msOf(() => queried(clients, question.statements));
    if (turn < WARM_UP) continue;
    asked.http.push(http$);
    asked.sql.push(sql$);
    if (http$ + sql$ > SLOW_MS && asked.http.length >= ENOUGH_WHEN_SLOW) break;
  }
  const p95 = at(asked.http, 0.95);
  return {
    question: question.name,
    p50: rounded(at(asked.http, 0.5)),
    p95: rounded(p95),
    'sql p50': rounded(at(asked.sql, 0.5)),
    'sql p95': rounded(at(asked.sql, 0.95)),
    ratio: rounded(Math.max(0, at(asked.http, 0.5) - bareMs) / at(asked.sql, 0.5)),
    goal: `≤ ${question.goalMs} ms`,
    holds: p95 <= question.goalMs ? 'yes' : 'no',
  };
}

/** A route that is not there, or whose name is taken for the id of an entry. */
function isMissing({ status, text = '' }) {
  return status === 404 || (status === 400 && text.includes('"field":"id"'));
}

async function answered(http, path) {
  const { status, text } = await http.send(path);
  if (status !== 200) throw new Error(`${path} was answered with ${status}: ${text.slice(0, 300)}`);
  return text;
}

function queried(clients, statements) {
  return Promise.all(statements.map((statement, index) => clients[index].query(statement)));
}

async function msOf(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** The value at that part of them: 0.5 is the middle. */
function at(values, part) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}
