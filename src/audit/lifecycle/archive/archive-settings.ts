import { resolve } from 'node:path';
import { AuditError } from '../../audit.errors.ts';
import type { ArchiveOptions, ArchiveSettings, S3ArchiveOptions } from '../../audit.options.ts';

const DEFAULTS = { directory: '.audit-archive', fileBytes: 512 * 1024 * 1024 } as const;

const FILE_BYTES = { least: 4 * 1024, most: 64 * 1024 ** 3 } as const;
const NAMES = ['directory', 's3', 'fileBytes'];
const S3_NAMES = ['bucket', 'prefix', 'endpoint', 'region', 'forcePathStyle'];

/**
 * Merges the options of the archive with their defaults, checks and freezes them.
 * @throws {AuditError} AUDIT_OPTIONS_INVALID naming the option
 */
export function archiveSettings(given: ArchiveOptions | undefined): ArchiveSettings {
  if (given !== undefined && (typeof given !== 'object' || given === null)) {
    throw invalid('Option "archive" must be an object.');
  }
  const options = given ?? {};
  refuseUnknown('archive', options, NAMES);
  const { directory = DEFAULTS.directory, s3, fileBytes = DEFAULTS.fileBytes } = options;
  if (typeof directory !== 'string' || directory.trim() === '') {
    throw invalid('Option "archive.directory" must name a directory.');
  }
  if (!Number.isInteger(fileBytes) || fileBytes < FILE_BYTES.least || fileBytes > FILE_BYTES.most) {
    throw invalid(`Option "archive.fileBytes" must be a whole number from ${FILE_BYTES.least} to ${FILE_BYTES.most}.`);
  }
  return Object.freeze({ directory: resolve(directory), s3: s3Settings(s3), fileBytes });
}

function s3Settings(given: S3ArchiveOptions | undefined): S3ArchiveOptions | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== 'object' || given === null) throw invalid('Option "archive.s3" must be an object.');
  refuseUnknown('archive.s3', given, S3_NAMES);
  if (typeof given.bucket !== 'string' || given.bucket === '') {
    throw invalid('Option "archive.s3.bucket" must name a bucket.');
  }
  if (given.endpoint !== undefined && !URL.canParse(given.endpoint)) {
    throw invalid('Option "archive.s3.endpoint" must be an address like https://s3.example.com.');
  }
  return Object.freeze({ ...given });
}

function refuseUnknown(name: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined) throw invalid(`There is no option "${name}.${unknown}".`);
}

function invalid(message: string): AuditError {
  return new AuditError('AUDIT_OPTIONS_INVALID', { message });
}
