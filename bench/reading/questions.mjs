// What is asked, each question once as a path of the API and once as the best SQL for it.
import { COMMON_WORD, RARE_WORD } from './kinds.mjs';

/** Filters by name: what stands in the address, and the condition on the table with its values. */
function filtersFor(sample, day) {
  return {
    userId: equals('user_id', sample.user_id),
    actionType: equals('action_type', sample.action_type),
    category: equals('category', sample.category),
    resourceType: equals('resource_type', 'user'),
    resourceId: equals('resource_id', sample.resource_id),
    status: equals('status', 'failure'),
    severity: equals('severity', 'CRITICAL'),
    errorType: equals('error_type', 'TypeError'),
    requestId: equals('request_id', sample.request_id),
    ipAddress: { value: '10.1.0.0/16', sql: (at) => `ip_address <<= $${at}::inet`, values: ['10.1.0.0/16'] },
    day: {
      query: { from: day.from, to: day.to },
      sql: (at) => `"timestamp" >= $${at} AND "timestamp" < $${at + 1}`,
      values: [day.from, day.to],
    },
  };
}

function equals(column, value) {
  return { value, sql: (at) => `${column} = $${at}`, values: [value] };
}

const ORDER = 'ORDER BY "timestamp" DESC, id DESC';

/** A page and how many match, counted up to 10 000: two statements, run side by side. */
function page(name, { query = {}, where = 'TRUE', values = [], goalMs }) {
  return {
    name,
    path: `/api/v1/audit-logs?${new URLSearchParams(query)}`,
    statements: [
      { text: `SELECT * FROM audit_logs WHERE ${where} ${ORDER} LIMIT 51`, values },
      { text: `SELECT count(*) FROM (SELECT FROM audit_logs WHERE ${where} LIMIT 10001) AS matching`, values },
    ],
    goalMs,
  };
}

function filtered(name, filters) {
  let where = 'TRUE';
  const values = [];
  const query = {};
  for (const [key, filter] of filters) {
    where += ` AND ${filter.sql(values.length + 1)}`;
    values.push(...filter.values);
    Object.assign(query, filter.query ?? { [key]: filter.value });
  }
  return page(name, { query, where, values, goalMs: 50 });
}

/** @returns questions by group */
export function questionsFor({ sample, day, month }) {
  const filters = Object.entries(filtersFor(sample, day));
  const pairs = filters.flatMap((one, index) => filters.slice(index + 1).map((other) => [one, other]));
  const search = (name, word, goalMs) =>
    page(name, { query: { search: word }, where: 'description ILIKE $1', values: [`%${word}%`], goalMs });
  return {
    pages: [
      page('first page', { goalMs: 30 }),
      {
        name: 'one by id',
        path: `/api/v1/audit-logs/${sample.id}`,
        statements: [
          {
            text: 'SELECT * FROM audit_logs WHERE id = $1 AND "timestamp" = $2',
            values: [sample.id, sample.timestamp],
          },
        ],
        goalMs: 10,
      },
    ],
    filters: filters.map((filter) => filtered(filter[0], [filter])),
    pairs: pairs.map(([one, other]) => filtered(`${one[0]} + ${other[0]}`, [one, other])),
    search: [
      search('rare word', RARE_WORD, 500),
      search('absent word', 'qwzxjkvb', 500),
      search('common word', COMMON_WORD, 50),
      page('start of an address', {
        query: { search: '10.1.' },
        where: `(ip_address BETWEEN '10.1.0.0' AND '10.1.255.255' OR description ILIKE $1)`,
        values: ['%10.1.%'],
        goalMs: 50,
      }),
    ],
    summary: [
      {
        name: 'summary of 30 days',
        path: `/api/v1/audit-logs/summary?${new URLSearchParams(month)}`,
        statements: [{ text: SUMMARY, values: [month.from, month.to] }],
        goalMs: 300,
      },
    ],
  };
}

const SUMMARY = `
  SELECT status, severity, category, action_type, user_id, resource_type, date_trunc('day', "timestamp") AS day, count(*)
  FROM audit_logs WHERE "timestamp" >= $1 AND "timestamp" < $2
  GROUP BY GROUPING SETS ((status), (severity), (category), (action_type), (user_id), (resource_type),
    (date_trunc('day', "timestamp")))`;

/** What the questions ask for, from the log itself: an entry of the busiest kind, a day in its middle, its last 30 days. */
export async function subjectsOf(client) {
  const { rows: ends } = await client.query(
    'SELECT min("timestamp") AS first, max("timestamp") AS last FROM audit_logs',
  );
  const [{ first, last }] = ends;
  const middle = new Date((first.getTime() + last.getTime()) / 2);
  const { rows } = await client.query(
    `SELECT * FROM audit_logs WHERE category = 'user_management' AND "timestamp" >= $1 ORDER BY "timestamp", id LIMIT 1`,
    [middle],
  );
  return {
    sample: rows[0],
    day: { from: middle.toISOString(), to: daysAfter(middle, 1) },
    month: { from: daysAfter(last, -30), to: daysAfter(last, 0) },
  };
}

function daysAfter(from, days) {
  return new Date(from.getTime() + days * 86_400_000).toISOString();
}
