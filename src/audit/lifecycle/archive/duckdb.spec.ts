import { tmpdir } from 'node:os';
import { openDuck } from './duckdb.ts';

jest.mock('@duckdb/node-api', () => {
  throw new Error("Cannot find module '@duckdb/node-api'");
});

describe(openDuck, () => {
  it('should say which package is missing', async () => {
    await expect(openDuck(tmpdir())).rejects.toMatchObject({
      code: 'AUDIT_ARCHIVE_UNAVAILABLE',
      message: 'The package @duckdb/node-api, which the archive needs, can not be loaded; install it.',
    });
  });
});
