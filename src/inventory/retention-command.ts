import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import {
  AuditRetention,
  RETENTION_PRESETS,
  type RetentionPlan,
  type RetentionPolicy,
  type RetentionProgress,
} from '../audit/index.ts';
import { retentionPolicy, retentionRules } from '../administration/retention-settings.ts';
import { SettingsService } from '../settings/settings.service.ts';
import { errorMessage } from '../start/error-code.ts';
import { StartError } from '../start/start.errors.ts';
import { type CommandStreams, inApplication } from './command-application.ts';
import { retentionTable } from './retention-table.ts';

const HELP = `Archives and removes what of the audit log nobody has to keep at hand any more, as the settings of retention say.
Uses the settings of the application.

  npm run audit:retention -- --dry-run              what would be removed, and what is held; nothing is changed
  npm run audit:retention                           does it
  npm run audit:retention -- --dry-run --preset pci   by a preset instead: ${Object.keys(RETENTION_PRESETS).join(', ')}
  npm run audit:retention -- --dry-run --days 365 --rules 'request=90, */CRITICAL=3650' --archive-days 3650
                                                    by a policy of its own
  npm run --silent audit:retention -- --dry-run --json   the same for machines

The embedded database is asked where the application runs, and started for the moment where it does not.

Exit code 0: done; 2: it can not be done.
`;

const OPTIONS = {
  help: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  preset: { type: 'string' },
  days: { type: 'string' },
  rules: { type: 'string' },
  'archive-days': { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** The arguments that are a policy. */
interface PolicyArguments {
  readonly preset?: string | undefined;
  readonly days?: string | undefined;
  readonly rules?: string | undefined;
  readonly 'archive-days'?: string | undefined;
}

/**
 * Runs `audit:retention`.
 * @param args what follows its name
 * @returns the exit code
 */
export async function runRetentionCommand(args: readonly string[], streams: CommandStreams): Promise<0 | 2> {
  const { output, errors } = streams;
  try {
    const { help, json, 'dry-run': isDry, ...policy } = parseArgs({ args: [...args], options: OPTIONS }).values;
    if (help === true) {
      output.write(HELP);
      return 0;
    }
    const given = givenPolicy(policy);
    await inApplication('retention', streams, async (app) => {
      const plan = await perform(app, { given, isDry: isDry === true, errors });
      output.write(json === true ? `${JSON.stringify(plan, null, 2)}\n` : retentionTable(plan, isDry === true));
    });
    return 0;
  } catch (error) {
    errors.write(`Retention: ${errorMessage(error)}\n`);
    return 2;
  }
}

async function perform(
  app: INestApplicationContext,
  {
    given,
    isDry,
    errors,
  }: {
    readonly given: RetentionPolicy | undefined;
    readonly isDry: boolean;
    readonly errors: CommandStreams['errors'];
  },
): Promise<RetentionPlan> {
  const retention = app.get(AuditRetention);
  const policy = given ?? (await retentionPolicy(app.get(SettingsService, { strict: false })));
  if (isDry) return retention.plan(policy);
  return retention.apply(policy, (progress) => void errors.write(`${lineOf(progress)}\n`));
}

function lineOf({ month, step, entries }: RetentionProgress): string {
  return step === 'archiving' ? `${month}  archiving` : `${month}  ${entries} entries ${step}`;
}

/** @throws {StartError} when the arguments are no policy; undefined when they say nothing of one */
function givenPolicy({
  preset,
  days,
  rules,
  'archive-days': archiveDays,
}: PolicyArguments): RetentionPolicy | undefined {
  if (preset !== undefined) {
    if (days !== undefined || rules !== undefined || archiveDays !== undefined) {
      throw new StartError('--preset is a whole policy; give it alone.');
    }
    if (!Object.hasOwn(RETENTION_PRESETS, preset)) {
      throw new StartError(`--preset is ${Object.keys(RETENTION_PRESETS).join(', ')}.`);
    }
    return RETENTION_PRESETS[preset as keyof typeof RETENTION_PRESETS];
  }
  if (days === undefined) {
    if (rules === undefined && archiveDays === undefined) return undefined;
    throw new StartError('Say with --days how long entries stay that no rule is for.');
  }
  const parsed = retentionRules(rules ?? '');
  if (rules !== undefined && parsed.length !== rules.split(',').length) {
    throw new StartError(`--rules is a list like 'request=90, request/ERROR=730, */CRITICAL=3650'.`);
  }
  return {
    days: Number(days),
    rules: parsed,
    ...(archiveDays !== undefined && { archiveDays: Number(archiveDays) }),
  };
}
