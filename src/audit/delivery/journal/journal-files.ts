import * as fs from 'node:fs';

/** What the journal asks of the file system. A port, so that tests can have real files fail at will. */
export type JournalFiles = Pick<
  typeof fs,
  | 'closeSync'
  | 'existsSync'
  | 'fdatasync'
  | 'fdatasyncSync'
  | 'fstatSync'
  | 'fsync'
  | 'fsyncSync'
  | 'ftruncateSync'
  | 'mkdirSync'
  | 'openSync'
  | 'read'
  | 'readdirSync'
  | 'readFileSync'
  | 'renameSync'
  | 'rmSync'
  | 'statSync'
  | 'utimesSync'
  | 'writeFileSync'
  | 'writeSync'
>;

/** The file system itself. */
export const REAL_FILES: JournalFiles = fs;
