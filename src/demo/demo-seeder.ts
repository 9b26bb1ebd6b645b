import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '../audit/index.ts';
import { TWO_MONTHS, workingDays } from './demo-calendar.ts';
import { firstAdmin, openAccounts, refuseRealDatabase } from './demo-accounts.ts';
import type { DemoClock } from './demo-clock.ts';
import { DEMO_DOMAIN } from './demo-company.ts';
import { DemoStage } from './demo-stage.ts';
import { Dice } from './dice.ts';
import { specialDay } from './special-days.ts';
import { workingDay } from './working-day.ts';

/** A running application that was made with the demo's clock. */
export interface DemoApplication {
  readonly app: INestApplicationContext;
  /** With the API prefix. */
  readonly baseUrl: string;
  readonly clock: DemoClock;
  readonly uploadsDir: string;
}

/** What has been told, for whoever waits. */
export interface DemoProgress {
  readonly done: number;
  readonly total: number;
  readonly day: string;
}

/** How much of the story is told. */
export interface DemoOptions {
  /** How many days before `today` it begins. @default 62 */
  readonly daysBack?: number;
  /** The day that it ends before. @default now */
  readonly today?: Date;
  readonly onProgress?: (progress: DemoProgress) => void;
}

/** What there is afterwards. */
export interface DemoResult {
  /** Days that were told in this run; 0 when all were there. */
  readonly toldDays: number;
  /** Of all demo accounts. */
  readonly password: string;
}

/**
 * Tells the story of the demo company, day by day, through the real API. A day that the log knows already is left
 * out, so that it can be run again, also after an interruption.
 * @throws {StartError} when real people work in the database
 */
export async function seedDemo(
  { app, baseUrl, clock, uploadsDir }: DemoApplication,
  { daysBack = TWO_MONTHS, today = new Date(), onProgress = () => undefined }: DemoOptions = {},
): Promise<DemoResult> {
  await refuseRealDatabase(app);
  const days = workingDays(today, daysBack);
  const untold = await daysWithoutEntries(app, days);
  const begin = untold.values().next().value ?? days[0] ?? '';
  clock.advanceTo(new Date(`${begin}T06:30:00Z`));
  const password = await openAccounts(app, await firstAdmin(app, baseUrl));
  let toldDays = 0;
  for (const [number, day] of days.entries()) {
    if (!untold.has(day)) continue;
    const stage = new DemoStage({ baseUrl, clock, dice: new Dice(day), day, password, uploadsDir });
    await workingDay(stage);
    await specialDay(stage, number);
    stage.at('17:00');
    await stage.leave();
    toldDays += 1;
    onProgress({ done: toldDays, total: untold.size, day });
  }
  await app.get(AuditService).flush();
  return { toldDays, password };
}

/** The days that the demo's people have left no entry on yet. */
async function daysWithoutEntries(app: INestApplicationContext, days: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await app.get(DataSource).query<{ readonly day: string }[]>(
    `SELECT DISTINCT to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day FROM audit_logs
     WHERE "timestamp" >= $1 AND user_label LIKE $2`,
    [`${days[0] ?? ''}T00:00:00Z`, `%@${DEMO_DOMAIN}`],
  );
  const told = new Set(rows.map(({ day }) => day));
  return new Set(days.filter((day) => !told.has(day)));
}
