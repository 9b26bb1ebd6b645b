import { parseArgs } from 'node:util';
import type { ArchiveFilters, ArchiveFormat } from '../audit/index.ts';
import { StartError } from '../start/start.errors.ts';

export const HELP = `Archives months of the audit log, and reads what is archived. Uses the settings of the application.

  npm run audit:archive                           all months that are over and not archived
  npm run audit:archive -- --month 2026-01        one month; may stand several times
  npm run --silent audit:archive -- --list        what is archived, as JSON
  npm run audit:archive -- --verify --month 2026-01   reads it again and compares; without --month all
  npm run --silent audit:archive -- --export csv  archived entries, as csv or ndjson, with the filters
    --from --to --user --action --category --resource-type --resource-id --status --severity --tenant --search
  npm run audit:restore -- --month 2026-01        brings a month that was removed back into the database

The embedded database is asked where the application runs, and started for the moment where it does not.

Exit code 0: done; 1: something is damaged or does not fit together; 2: it can not be done.
`;

const OPTIONS = {
  help: { type: 'boolean' },
  month: { type: 'string', multiple: true },
  list: { type: 'boolean' },
  verify: { type: 'boolean' },
  export: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  user: { type: 'string', multiple: true },
  action: { type: 'string', multiple: true },
  category: { type: 'string', multiple: true },
  'resource-type': { type: 'string', multiple: true },
  'resource-id': { type: 'string', multiple: true },
  status: { type: 'string', multiple: true },
  severity: { type: 'string', multiple: true },
  tenant: { type: 'string', multiple: true },
  search: { type: 'string' },
} as const;

/** What the command is to do. */
export type ArchiveTask =
  | { readonly kind: 'help' | 'list' }
  | { readonly kind: 'archive' | 'verify' | 'restore'; readonly months: readonly string[] }
  | { readonly kind: 'export'; readonly format: ArchiveFormat; readonly filters: ArchiveFilters };

/** @throws {Error} saying what is wrong with the arguments */
export function taskOf(command: 'archive' | 'restore', args: readonly string[]): ArchiveTask {
  const given = parseArgs({ args: [...args], options: OPTIONS }).values;
  const { month: months = [] } = given;
  if (given.help === true) return { kind: 'help' };
  if (command === 'restore') {
    if (months.length === 0) throw new StartError('Name the month to restore: --month 2026-01.');
    return { kind: 'restore', months };
  }
  if (given.list === true) return { kind: 'list' };
  if (given.verify === true) return { kind: 'verify', months };
  if (given.export === undefined) return { kind: 'archive', months };
  if (given.export !== 'csv' && given.export !== 'ndjson') throw new StartError('--export is csv or ndjson.');
  const filters = {
    from: momentOf('--from', given.from),
    to: momentOf('--to', given.to),
    userId: given.user,
    actionType: given.action,
    category: given.category,
    resourceType: given['resource-type'],
    resourceId: given['resource-id'],
    status: given.status,
    severity: given.severity,
    tenantId: given.tenant,
    search: given.search,
  };
  return { kind: 'export', format: given.export, filters };
}

function momentOf(name: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) throw new StartError(`${name} is no time; write it like 2026-01-31T12:00:00Z.`);
  return moment;
}
