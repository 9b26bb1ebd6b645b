import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { NEVER } from 'rxjs';
import { resolveSettings } from '../../audit.settings.ts';
import type { AuditService } from '../../delivery/audit.service.ts';
import { AnonymousActorResolver } from './audit-actor-resolver.ts';
import { HttpCapture } from './http-capture.ts';

describe('HttpCapture', () => {
  let server: Server;
  let recordFrom: jest.Mock;
  beforeEach(async () => {
    server = createServer((_request, response) => response.end('answer'));
    recordFrom = jest.fn();
    const host = { init$: NEVER, httpAdapter: { getHttpServer: () => server } } as unknown as HttpAdapterHost;
    const audit = { recordFrom } as unknown as AuditService;
    const settings = resolveSettings({
      policy: [{ level: 'none', routes: ['/docs/**', '/files/**'], methods: ['GET'], statuses: ['2xx'] }],
    });
    new HttpCapture(host, audit, settings, new AnonymousActorResolver()).onModuleInit();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    server.close();
    await once(server, 'close');
  });

  async function answerTo(path: string): Promise<string> {
    const { port } = server.address() as AddressInfo;
    return (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } })).text();
  }

  it.each(['/docs', '/docs/', '/docs/x', '/docs?x', '/files/x.js', '/static/x', '/app.css'])(
    'should leave no entry for %s',
    async (path) => {
      expect(await answerTo(path)).toBe('answer');
      expect(recordFrom).not.toHaveBeenCalled();
    },
  );

  it.each(['/', '/docs-of-customers', '/docsx', '/x/docs', '/DOCS'])('should leave one for %s', async (path) => {
    expect(await answerTo(path)).toBe('answer');
    expect(recordFrom).toHaveBeenCalledTimes(1);
  });

  it('should let the answer out and say so when an entry can not be made', async () => {
    const reported = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    recordFrom.mockImplementation(() => {
      throw new Error('no');
    });
    expect(await answerTo('/')).toBe('answer');
    expect(reported).toHaveBeenCalledTimes(1);
    reported.mockRestore();
  });
});
