import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { DataSource } from 'typeorm';
import { AuditLog } from '../../src/audit/index.ts';

const TEST = resolve(import.meta.dirname, '..');

/** A program of `test/fixture` that is to crash. */
export interface CrashingProgram {
  /** @default crash-app.ts */
  readonly program?: string;
  readonly args: readonly string[];
  /** Flags of Node. */
  readonly flags?: readonly string[];
  /** Of the log; without it the program runs without the library. */
  readonly databaseUrl?: string;
}

/** How it went. */
export interface CrashEnding {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
  readonly ms: number;
}

export async function runToTheEnd({
  program = 'crash-app.ts',
  args,
  flags = [],
  databaseUrl,
}: CrashingProgram): Promise<CrashEnding> {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [...flags, '--import', `${TEST}/support/typescript.mjs`, `${TEST}/fixture/${program}`, ...args],
    { env: { ...process.env, DATABASE_URL: databaseUrl } },
  );
  const [output, errors, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<[number | null, NodeJS.Signals | null]>((end) => child.once('close', (...how) => end(how))),
  ]);
  return { code, signal, output, errors, ms: performance.now() - startedAt };
}

/** A program with the library, and the same without. */
export interface Comparison {
  readonly without: CrashEnding;
  readonly with: CrashEnding;
  /** Of the one with the library. */
  readonly entries: readonly AuditLog[];
}

/** Runs both at once. */
export async function runBoth(program: CrashingProgram & { readonly databaseUrl: string }): Promise<Comparison> {
  const { databaseUrl, ...bare } = program;
  const [without, withIt] = await Promise.all([runToTheEnd(bare), runToTheEnd(program)]);
  return { without, with: withIt, entries: await crashesIn(databaseUrl) };
}

/**
 * Expects the same exit code, the same calls of the host's own listeners, and the same words of Node from the error on.
 * The line of source above the error is another, or none: V8 forgets the place once the error's stack was read.
 * What the host's listeners of the process throw themselves has one frame more in its stack.
 * @param heading how Node names the error that ends the process; nothing when it goes on
 */
export function expectSameEnding({ without, with: withIt }: Comparison, heading = ''): void {
  expect(withIt).toMatchObject({ code: without.code, signal: without.signal, output: without.output });
  expect(wordsFrom(heading, withIt)).toBe(wordsFrom(heading, without));
  expect(withIt.errors).not.toContain('crash-watch');
}

function wordsFrom(heading: string, { errors }: CrashEnding): string {
  const words = errors.replaceAll(/\(node:\d+\)/g, '(node)').replace(/\n.*emitWatched.*/, '');
  if (heading === '') return words;
  const start = words.indexOf(`\n${heading}`);
  if (start < 0) throw new Error(`Nothing begins with "${heading}": ${words}`);
  return words.slice(start);
}

/** The entries of crashes in the log of an ended program, oldest first. */
export async function crashesIn(databaseUrl: string): Promise<AuditLog[]> {
  const dataSource = await new DataSource({ type: 'postgres', url: databaseUrl, entities: [AuditLog] }).initialize();
  try {
    return await dataSource
      .getRepository(AuditLog)
      .find({ where: { category: 'error', actionType: 'exception' }, order: { timestamp: 'ASC', id: 'ASC' } });
  } finally {
    await dataSource.destroy();
  }
}
