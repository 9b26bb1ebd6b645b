import { until } from '../../support/until.ts';
import type { HttpClient } from '../support/client.ts';

/** Where the fixture has put the log: below its own prefix and a path of its choice. */
export const LOG = '/api/compliance/audit-logs';

/** An entry, as far as these tests look at it. */
export interface Entry {
  readonly id: string;
  readonly description: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The application as it runs. Its users are ada, and olga, who may read the log. */
export interface Running {
  readonly url: string;
  readonly client: HttpClient;
  readonly databaseUrl: string;
}

/** The newest entries that match, once one is stored. */
export async function entriesWith({ client }: Running, filter: string): Promise<readonly Entry[]> {
  let found: readonly Entry[] = [];
  await until(`there is an entry with ${filter}`, async () => {
    found = (await client.read<{ data: Entry[] }>('olga', `${LOG}?${filter}`)).data;
    return found.length > 0;
  });
  return found;
}
