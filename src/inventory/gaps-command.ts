import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DataSource } from 'typeorm';
import { AuditGaps, type GapReport } from '../audit/index.ts';
import { loadEnvironment } from '../config/environment.ts';
import { dataSourceOptions } from '../database/data-source.ts';
import { hasServer, runningServerUrl } from '../database/embedded-postgres/running-server.ts';
import { openDatabase } from '../database/open-database.ts';
import { errorCode, errorMessage } from '../start/error-code.ts';
import { StartError } from '../start/start.errors.ts';
import { gapsTable } from './gaps-table.ts';

/** SQLSTATE. */
const NO_TABLE = '42P01';

const HELP = `Tells whether entries are missing in the audit log: every frame of a journal has a number, and the database
keeps which numbers of which process it has. Uses the settings of the application.

  npm run audit:gaps                      a list
  npm run --silent audit:gaps -- --json   the same for machines

The embedded database is asked where the application runs, and started for the moment where it does not.

Exit code 0: nothing is missing; 1: something is, or is there twice; 2: the database can not be asked.
`;

/** What the command says, and the exit code it ends with. */
export interface GapsAnswer {
  readonly exitCode: 0 | 1 | 2;
  readonly output: string;
  readonly errors: string;
}

/**
 * Runs the command.
 * @param args what follows its name
 * @param announce is told what takes long
 */
export async function runGapsCommand(args: readonly string[], announce: (line: string) => void): Promise<GapsAnswer> {
  try {
    const options = { help: { type: 'boolean' }, json: { type: 'boolean' } } as const;
    const { help, json } = parseArgs({ args: [...args], options }).values;
    if (help === true) return { exitCode: 0, output: HELP, errors: '' };
    const report = await ask(announce);
    const output = json === true ? `${JSON.stringify(report, null, 2)}\n` : gapsTable(report);
    return { exitCode: report.missing === 0 && report.overlaps.length === 0 ? 0 : 1, output, errors: '' };
  } catch (error) {
    return { exitCode: 2, output: '', errors: `Whether entries are missing can not be told: ${reasonOf(error)}\n` };
  }
}

/** Asks the database of a running application, or starts it for the moment; makes none. */
async function ask(announce: (line: string) => void): Promise<GapReport> {
  if (existsSync('.env')) process.loadEnvFile();
  const environment = loadEnvironment(process.env);
  if (environment.DATABASE_URL === undefined) {
    const running = runningServerUrl(environment.DATA_DIR);
    const report = running === undefined ? undefined : await gapsIn(running).catch(undefinedWhenGone);
    if (report !== undefined) return report;
    if (!hasServer(environment.DATA_DIR)) {
      throw new StartError(`There is no database in ${environment.DATA_DIR}; set DATA_DIR or DATABASE_URL.`);
    }
  }
  const database = await openDatabase(environment, announce);
  try {
    return await gapsIn(database.migrationUrl); // a database of an earlier version knows no other user yet
  } finally {
    await database.stop();
  }
}

async function gapsIn(url: string): Promise<GapReport> {
  const { type, connectTimeoutMS } = dataSourceOptions(url);
  const options = { type, url, connectTimeoutMS, applicationName: 'audit-gaps' };
  const dataSource = await new DataSource(options).initialize();
  try {
    return await new AuditGaps(dataSource).find();
  } finally {
    await dataSource.destroy();
  }
}

/** Nobody listens where a server was: its process was killed. */
function undefinedWhenGone(error: unknown): undefined {
  if (errorCode(error) !== 'ECONNREFUSED') throw error;
}

function reasonOf(error: unknown): string {
  const isWithoutLog = errorCode(error) === NO_TABLE;
  return isWithoutLog
    ? 'The database has no audit log yet; the application makes it at its start.'
    : errorMessage(error);
}
