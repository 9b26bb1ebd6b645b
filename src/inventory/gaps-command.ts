import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DataSource } from 'typeorm';
import { AuditGaps, type GapReport } from '../audit/index.ts';
import { loadEnvironment } from '../config/environment.ts';
import { runningServerUrl } from '../database/embedded-postgres/running-server.ts';
import { openDatabase } from '../database/open-database.ts';
import { gapsTable } from './gaps-table.ts';

const HELP = `Tells whether entries are missing in the audit log: every frame of a journal has a number, and the database
keeps which numbers of which process it has. Uses the settings of the application.

  npm run audit:gaps                      a list
  npm run --silent audit:gaps -- --json   the same for machines

Exit code 0: nothing is missing; 1: something is; 2: the database can not be asked.
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
    return { exitCode: report.missing === 0 ? 0 : 1, output, errors: '' };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { exitCode: 2, output: '', errors: `Whether entries are missing can not be told: ${why}\n` };
  }
}

/** Asks the database of a running application, or starts it for the moment. */
async function ask(announce: (line: string) => void): Promise<GapReport> {
  if (existsSync('.env')) process.loadEnvFile();
  const environment = loadEnvironment(process.env);
  const running = environment.DATABASE_URL ?? runningServerUrl(environment.DATA_DIR);
  if (running !== undefined) {
    try {
      return await gapsIn(running);
    } catch (error) {
      if (environment.DATABASE_URL !== undefined) throw error;
    }
  }
  const database = await openDatabase(environment, announce);
  try {
    return await gapsIn(database.url);
  } finally {
    await database.stop();
  }
}

async function gapsIn(url: string): Promise<GapReport> {
  const dataSource = await new DataSource({ type: 'postgres', url, applicationName: 'audit-gaps' }).initialize();
  try {
    return await new AuditGaps(dataSource).find();
  } finally {
    await dataSource.destroy();
  }
}
