import type { ArchiveSettings } from '../../audit.options.ts';
import type { ArchiveStorage } from './archive-storage.ts';
import { DirectoryStorage } from './directory-storage.ts';
import { S3Storage } from './s3-storage.ts';

/** The storage that the settings name: a bucket, or else a folder. */
export function storageOf({ s3, directory }: ArchiveSettings): ArchiveStorage {
  return s3 === undefined ? new DirectoryStorage(directory) : new S3Storage(s3);
}
