import type { Log } from '../log/use-log.ts';
import type { SeenNames } from './seen.ts';

/** Whose entries are looked at, and which of them. */
export interface Subject {
  readonly names: SeenNames;
  /** All entries under these names, in the search language. */
  readonly query: string;
  readonly log: Log;
}
