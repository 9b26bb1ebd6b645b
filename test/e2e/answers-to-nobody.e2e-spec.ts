import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { ADMIN_SETTINGS, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { holdTheLog } from '../support/held-log.ts';
import { get, RawConnection } from '../support/raw-connection.ts';

describe('what is streamed to a client who has left before it begins', () => {
  let test: TestApp;
  let token: string;
  beforeAll(async () => {
    test = await createTestApp(ADMIN_SETTINGS);
    token = await signIn(test);
  });
  afterAll(() => test.close());

  /** How many listened at most, and whether Node would have warned of a leak. */
  function watch(response: ServerResponse): { most: number; isCrowded: boolean } {
    const seen = { most: 0, isCrowded: false };
    response.on('newListener', (event) => {
      if (event !== 'close') return;
      seen.most = Math.max(seen.most, response.listenerCount('close') + 1);
      seen.isCrowded ||= response.listenerCount('close') + 1 > response.getMaxListeners();
    });
    return seen;
  }

  it.each(['/stream', '/export?format=ndjson'])(
    'should not be crowded with listeners, which looks like a leak: %s',
    async (route) => {
      const server = test.app.getHttpServer();
      const release = await holdTheLog(test, 'ACCESS EXCLUSIVE');
      const asked = once(server, 'request') as Promise<[unknown, ServerResponse]>;
      const connection = await RawConnection.open(Number(new URL(test.url).port));
      connection.send(get(`/api/v1/audit-logs${route}`, { Authorization: `Bearer ${token}` }));
      const [, response] = await asked;
      const seen = watch(response);
      const gone = once(response, 'close');
      connection.leave();
      await gone;
      const streamed = once(response, 'pipe');
      await release();
      await streamed;
      await new Promise(setImmediate); // then Fastify and Nest have waited for it as well
      expect(seen.most).toBeGreaterThan(5);
      expect(seen.isCrowded).toBe(false);
    },
  );
});
