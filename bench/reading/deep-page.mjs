// A page far down the log, reached by cursors only.
import { compare } from './compare.mjs';

const PAGES_DEEP = 5_000;
const PAGE = 50;
const LARGEST_PAGE = 200;

/** Walks down in the largest steps there are, and compares the page there with the first one, by turns. */
export async function measureDeepPage({ http, clients, rows, repetitions, bareMs, progress }) {
  const pages = Math.min(PAGES_DEEP, Math.floor(rows / PAGE / 2));
  let cursor;
  let last;
  for (let entries = 0; entries < pages * PAGE; entries += LARGEST_PAGE) {
    if (entries % 20_000 === 0) progress(`deep page: ${entries / PAGE} of ${pages} pages`);
    const query = { limit: LARGEST_PAGE, ...(cursor !== undefined && { cursor }) };
    const { status, text } = await http.send(`/api/v1/audit-logs?${new URLSearchParams(query)}`);
    if (status !== 200) return [{ question: 'deep page', answer: `${status}` }];
    const page = JSON.parse(text);
    cursor = page.pagination.nextCursor;
    last = page.data.at(-1);
  }
  const after = { text: AFTER, values: [last.timestamp, last.id] };
  const deep = {
    name: `${pages} pages deep`,
    path: `/api/v1/audit-logs?${new URLSearchParams({ cursor })}`,
    statements: [after, { text: COUNT }],
  };
  const first = { name: 'first page', path: '/api/v1/audit-logs', statements: [{ text: FIRST }, { text: COUNT }] };
  const rounds = { http, clients, repetitions, bareMs };
  const results = [await compare(first, rounds), await compare(deep, rounds), await compare(first, rounds)];
  const usual = Math.min(results[0].p50, results[2].p50);
  const ratio = results[1].p50 / usual;
  return [
    {
      question: deep.name,
      p50: results[1].p50,
      p95: results[1].p95,
      'first page p50': usual,
      ratio: Math.round(ratio * 100) / 100,
      goal: '≤ 1.2',
      holds: ratio <= 1.2 ? 'yes' : 'no',
    },
  ];
}

const FIRST = 'SELECT * FROM audit_logs ORDER BY "timestamp" DESC, id DESC LIMIT 51';
const AFTER = `SELECT * FROM audit_logs WHERE ("timestamp", id) < ($1, $2) ORDER BY "timestamp" DESC, id DESC LIMIT 51`;
const COUNT = 'SELECT count(*) FROM (SELECT FROM audit_logs LIMIT 10001) AS matching';
