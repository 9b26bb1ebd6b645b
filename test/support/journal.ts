import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalOptions } from '../../src/audit/index.ts';

const made: string[] = [];
process.once('exit', () => made.forEach((path) => rmSync(path, { recursive: true, force: true })));

/** A journal in a fresh folder, which is gone with the process. */
export function journalInTemp(): JournalOptions {
  const directory = mkdtempSync(join(tmpdir(), 'audit-journal-'));
  made.push(directory);
  return { directory };
}
