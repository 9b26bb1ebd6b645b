/** The name of the file that says which log the storage is of. */
export const OWNER_FILE = 'audit-log.json';

/** Where the files of the archive lie. Names are relative, with slashes: `year=2026/month=01/manifest-….json`. */
export abstract class ArchiveStorage {
  /** Where that is, for people: a folder, or `s3://bucket/prefix`. */
  abstract readonly location: string;

  /** Stores a local file under a name, whole or not at all. */
  abstract put(name: string, path: string): Promise<void>;

  /** Writes what is stored to a local file. @throws when there is none of this name, or when the signal says so */
  abstract get(name: string, path: string, signal?: AbortSignal): Promise<void>;

  abstract has(name: string): Promise<boolean>;

  /** The names that begin with a folder, such as `year=2026/month=01/`; none where there is no such folder. */
  abstract list(folder: string): Promise<readonly string[]>;

  /** Removes what is stored; nothing happens where nothing is. */
  abstract remove(name: string): Promise<void>;
}

/** The folder of a month, as Hive has it. */
export function folderOf(month: string): string {
  const [year, number] = month.split('-');
  return `year=${year}/month=${number}/`;
}
