import { resolve } from 'node:path';
import type { ArchiveOptions } from '../../audit.options.ts';
import { archiveSettings } from './archive-settings.ts';

describe(archiveSettings.name, () => {
  it('should have a folder by default, and be frozen', () => {
    const settings = archiveSettings(undefined);
    expect(settings).toEqual({ directory: resolve('.audit-archive'), s3: undefined, fileBytes: 536_870_912 });
    expect(Object.isFrozen(settings)).toBe(true);
  });

  it.each<[unknown, string]>([
    [7, '"archive"'],
    [null, '"archive"'],
    [{ folder: 'x' }, '"archive.folder"'],
    [{ directory: ' ' }, '"archive.directory"'],
    [{ fileBytes: 1 }, '"archive.fileBytes"'],
    [{ fileBytes: 5000.5 }, '"archive.fileBytes"'],
    [{ s3: 'bucket' }, '"archive.s3"'],
    [{ s3: {} }, '"archive.s3.bucket"'],
    [{ s3: { bucket: 'log', secretKey: 'x' } }, '"archive.s3.secretKey"'],
    [{ s3: { bucket: 'log', endpoint: 'nowhere' } }, '"archive.s3.endpoint"'],
  ])('should refuse %j and name %s', (options, name) => {
    expect(() => archiveSettings(options as ArchiveOptions)).toThrow(name);
  });
});
