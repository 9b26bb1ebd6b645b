import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import { loadEnvironment } from '../config/environment.ts';
import { UploadFiles } from './upload-files.ts';

describe(UploadFiles.name, () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'uploads-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('should have made its file when it fails, so that the file can be removed', async () => {
    const files = new UploadFiles(loadEnvironment({ UPLOADS_DIR: directory }));
    const refuse = async (): Promise<boolean> => {
      const id = uuidv7();
      const refusal = files.write(id, Readable.from([Buffer.from('x')]), async function* (source) {
        for await (const chunk of source) {
          if (chunk.length > 0) throw new Error('refused');
          yield chunk;
        }
      });
      await expect(refusal).rejects.toThrow('refused');
      const isThere = existsSync(join(directory, `${id}.part`));
      await files.discard(id);
      return isThere;
    };
    expect(await Promise.all(Array.from({ length: 50 }, refuse))).toEqual(Array.from({ length: 50 }, () => true));
    expect(await readdir(directory)).toEqual([]);
  });
});
