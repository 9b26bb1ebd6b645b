import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { AUDIT_POLICY } from '../app.audit.ts';
import { auditCoverage, type AuditCoverageOptions } from '../audit/index.ts';
import { entities } from '../database/entities.ts';
import { recordedActions } from './audited-actions.ts';
import { coverageTable } from './coverage-table.ts';
import { createInventoryApp } from './inventory-app.ts';
import { jobTrigger } from './job-trigger.ts';

const HELP = `Lists every route, message, socket message, resolver, timer, job, audited method and entity of the
application, and whether and how it is audited. Needs no database and no settings.

  npm run audit:coverage                      a table
  npm run --silent audit:coverage -- --json   the same for machines
  npm run audit:coverage -- --app FILE        another application: FILE exports createInventoryApp()

States: audited (has an entry of its own), plain (leaves the entry that every request leaves), skipped
(@SkipAudit, with the reason), silent (leaves none).

Exit code 0: every route that changes something is audited or skipped with a reason; 1: some are not, they are
named at the end; 2: the application can not be inspected.
`;

/** What the command says, and the exit code it ends with. */
export interface CoverageAnswer {
  readonly exitCode: 0 | 1 | 2;
  readonly output: string;
  readonly errors: string;
}

/** Runs the command. @param args what follows its name */
export async function runCoverageCommand(args: readonly string[]): Promise<CoverageAnswer> {
  try {
    const { help, json, app: file } = parsed(args);
    if (help === true) return { exitCode: 0, output: HELP, errors: '' };
    const { app, options } = await subject(file);
    const report = auditCoverage(app, options);
    const recorded = recordedActions(app);
    const output =
      json === true ? `${JSON.stringify({ ...report, recorded }, null, 2)}\n` : coverageTable(report, recorded);
    return { exitCode: report.problems.length === 0 ? 0 : 1, output, errors: '' };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { exitCode: 2, output: '', errors: `The application can not be inspected: ${why}\n` };
  }
}

function parsed(args: readonly string[]) {
  const options = { help: { type: 'boolean' }, json: { type: 'boolean' }, app: { type: 'string' } } as const;
  return parseArgs({ args: [...args], options }).values;
}

async function subject(
  file: string | undefined,
): Promise<{ readonly app: INestApplicationContext; readonly options: AuditCoverageOptions }> {
  if (file === undefined) {
    return { app: await createInventoryApp(), options: { policy: AUDIT_POLICY, trigger: jobTrigger, entities } };
  }
  const module = (await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>;
  const create = module['createInventoryApp'];
  if (typeof create !== 'function') throw new Error(`${file} exports no function createInventoryApp.`);
  return { app: (await create()) as INestApplicationContext, options: {} };
}
