// How fast the writer brings what waits in the journal into `audit_logs` with all its indexes, next to COPY into a plain
// table with the four indexes that any audit log has, and to one `save()` after the other.
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { AuditLog } from '../../dist/src/audit/index.js';
import { dataSourceOptions } from '../../dist/src/database/data-source.js';
import { createApplication, deliveryOf, flushEntries, recordEntries } from './application.mjs';
import { linesOf, secondsToCopy } from './copy.mjs';
import { countEntries, withClient } from './database.mjs';
import { atLeast, medianOf, NO_GOAL, progress, rounded, secondsOf } from './report.mjs';
import { inTurns } from './turns.mjs';

const COPY_BATCH = 500;
/** Entries of one turn of the event loop while the journal is filled. */
const FILL_STEP = 500;

/** @returns the rows of the table */
export async function measureIngest({ databases, directory, rounds, entries, saves }) {
  let journals = 0;
  const writer = async (database) => {
    journals += 1;
    return entries / (await secondsToWrite(database, { entries, journal: join(directory, `ingest-${journals}`) }));
  };
  progress('ingest: making the rows');
  const rows = await inDatabase(databases, async (database) => {
    await writer(database);
    return { lines: await linesOf(database), entities: await entitiesOf(database, saves) };
  });
  const ways = {
    writer,
    copy: async (database) => entries / (await secondsToCopy(database, [rows.lines])),
    copyBatches: async (database) => entries / (await secondsToCopy(database, batchesOf(rows.lines, COPY_BATCH))),
    save: async (database) => saves / (await secondsToSave(database, rows.entities)),
  };
  const measured = [];
  for (let round = 0; round < rounds; round += 1) {
    const rates = await inTurns(Object.keys(ways), round, (way) => {
      progress(`ingest: round ${round + 1} of ${rounds}, ${way}`);
      return inDatabase(databases, ways[way]);
    });
    measured.push(rates);
  }
  return tableOf(measured);
}

function tableOf(measured) {
  const row = (way, name, ratio) => ({
    rows: name,
    'per second': Math.round(medianOf(measured, (rates) => rates[way])),
    'writer ÷ this': rounded(medianOf(measured, (rates) => rates.writer / rates[way])),
    ...ratio(medianOf(measured, (rates) => rates.writer / rates[way])),
  });
  return [
    row('writer', 'the writer, into audit_logs', () => NO_GOAL),
    row('copy', 'one COPY, into a plain table', (ratio) => atLeast(ratio, 0.8)),
    row('copyBatches', `COPY of ${COPY_BATCH} at a time`, () => NO_GOAL),
    row('save', 'repository.save(), one by one', (ratio) => atLeast(ratio, 10)),
  ];
}

async function inDatabase(databases, work) {
  const database = await databases.fresh();
  try {
    await databases.checkpoint();
    return await work({ ...database, checkpoint: () => databases.checkpoint() });
  } finally {
    await database.drop();
  }
}

/** The table is locked until the journal is full: from then on the writer has nothing to wait for but itself. */
async function secondsToWrite({ url, checkpoint }, { entries, journal }) {
  const app = await createApplication({ way: 'module', databaseUrl: url, journal });
  await app.init();
  const seconds = await withClient(url, async (lock) => {
    await lock.query('BEGIN');
    await lock.query('LOCK TABLE audit_logs IN SHARE MODE');
    for (let from = 0; from < entries; from += FILL_STEP) {
      recordEntries(app, { from, to: Math.min(entries, from + FILL_STEP) });
      await nextTurn();
    }
    if (deliveryOf(app).waiting !== entries) throw new Error('The journal could not be filled.');
    await checkpoint();
    const startedAt = performance.now();
    await lock.query('COMMIT');
    await flushEntries(app);
    return (performance.now() - startedAt) / 1000;
  });
  await app.close();
  const stored = await countEntries(url);
  if (stored !== entries) throw new Error(`${stored} of ${entries} entries are stored.`);
  return seconds;
}

async function secondsToSave({ url, checkpoint }, entities) {
  const dataSource = await new DataSource(dataSourceOptions(url)).initialize();
  try {
    const logs = dataSource.getRepository(AuditLog);
    await checkpoint();
    return await secondsOf(async () => {
      for (const entity of entities) await logs.save(entity);
    });
  } finally {
    await dataSource.destroy();
  }
}

async function entitiesOf({ url }, count) {
  const dataSource = await new DataSource(dataSourceOptions(url)).initialize();
  try {
    return await dataSource.getRepository(AuditLog).find({ order: { timestamp: 'ASC', id: 'ASC' }, take: count });
  } finally {
    await dataSource.destroy();
  }
}

function batchesOf(lines, size) {
  return Array.from({ length: Math.ceil(lines.length / size) }, (_, index) =>
    lines.slice(index * size, (index + 1) * size),
  );
}
