import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalOptions } from '../../src/audit/index.ts';

/** The folder of this run of the tests; a program that a test starts does not know of it. */
const { TEST_JOURNALS } = process.env;

/** A journal in a fresh folder, which is gone with the run of the tests, or with the process where there is none. */
export function journalInTemp(): JournalOptions {
  const directory = mkdtempSync(join(TEST_JOURNALS ?? tmpdir(), 'audit-journal-'));
  if (TEST_JOURNALS === undefined) process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  return { directory };
}
