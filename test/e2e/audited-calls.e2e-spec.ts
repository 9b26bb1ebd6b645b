import { DataSource } from 'typeorm';
import type { AuditLog } from '../../src/audit/index.ts';
import { createDeskApp, type DeskApp } from '../fixture/desk-app.ts';
import { PLATFORMS } from '../fixture/shop-app.ts';
import { LogReader } from '../support/log-reader.ts';

const NEW = { id: { from: null, to: 'a' }, subject: { from: null, to: 'new' } };

interface Facts {
  readonly action: string;
  readonly resourceId: string | null;
  readonly status: string;
  readonly changes: unknown;
  readonly isRequest: boolean;
}

function factsOf({ actionType, resourceId, status, metadata }: AuditLog): Facts {
  const changes = metadata['changes'] ?? metadata['attemptedChanges'];
  return { action: actionType, resourceId, status, changes, isRequest: 'http' in metadata };
}

interface Place {
  readonly spanId?: string;
  readonly parentSpanId?: string;
}

function placeOf({ metadata }: AuditLog): Place {
  return metadata['context'] ?? {};
}

describe.each(PLATFORMS)('audited calls within a request on %s', (platform) => {
  let desk: DeskApp;
  let log: LogReader;
  beforeAll(async () => {
    desk = await createDeskApp(platform);
    log = new LogReader(desk.app);
  });
  beforeEach(async () => {
    await desk.dataSource.query('TRUNCATE tickets');
    await log.fresh();
  });
  afterAll(() => desk.close());

  async function send(method: string, path: string, body?: object): Promise<Response> {
    const answer = await fetch(`${desk.url}/tickets${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    await answer.arrayBuffer();
    return answer;
  }

  it('should make one entry of a request, the provider that does its work, and the row that it makes', async () => {
    await send('POST', '', { id: 'a' });
    const entry = await log.only();
    expect(factsOf(entry)).toEqual({
      action: 'create',
      resourceId: 'a',
      status: 'success',
      changes: NEW,
      isRequest: true,
    });
    expect(entry.metadata).not.toHaveProperty('context');
  });

  it('should make own entries of rows when the request is about several', async () => {
    await send('POST', '/several', { ids: ['a', 'b'] });
    const entries = await log.fresh();
    expect(entries.map(factsOf)).toEqual([
      expect.objectContaining({ resourceId: 'a', changes: NEW, isRequest: false }),
      expect.objectContaining({ resourceId: 'b', isRequest: false }),
      expect.objectContaining({ resourceId: null, changes: undefined, isRequest: true }),
    ]);
    expect(new Set(entries.map(({ requestId }) => requestId)).size).toBe(1);
    const [first, second, request] = entries.map(placeOf);
    expect([first?.parentSpanId, second?.parentSpanId]).toEqual([request?.spanId, request?.spanId]);
  });

  it('should tell the change of the thing in the entry of the request, and that of another beside it', async () => {
    await send('POST', '/several', { ids: ['a', 'b'] });
    await log.fresh();
    await send('PUT', '/a', { alsoId: 'b' });
    const changes = { subject: { from: 'new', to: 'changed' } };
    expect((await log.fresh()).map(factsOf)).toEqual([
      { action: 'update', resourceId: 'b', status: 'success', changes, isRequest: false },
      { action: 'update', resourceId: 'a', status: 'success', changes, isRequest: true },
    ]);
  });

  it('should tell of what was committed before the request failed as of what was done', async () => {
    expect((await send('POST', '/broken', { id: 'a' })).status).toBe(500);
    expect((await log.fresh()).map(factsOf)).toEqual([
      { action: 'create', resourceId: 'a', status: 'success', changes: NEW, isRequest: false },
      { action: 'create', resourceId: null, status: 'error', changes: undefined, isRequest: true },
    ]);
  });

  it('should tell nothing of what was rolled back but the failure', async () => {
    expect((await send('POST', '/broken', { id: 'a', isUndone: true })).status).toBe(500);
    expect(factsOf(await log.only())).toMatchObject({ status: 'error', changes: undefined });
  });

  it('should tell of an attempt that failed beside the success', async () => {
    desk.desk.attempts = 0;
    await send('POST', '/stubborn', { id: 'a' });
    const entries = await log.fresh();
    expect(entries.map(factsOf)).toEqual([
      { action: 'create', resourceId: 'a', status: 'failure', changes: undefined, isRequest: false },
      { action: 'create', resourceId: 'a', status: 'success', changes: NEW, isRequest: true },
    ]);
    expect(entries[0]?.metadata['error']).toMatchObject({ message: 'Somebody else was faster' });
  });

  it('should form a tree of the entries of one path', async () => {
    await send('POST', '/a/archive');
    const entries = await log.fresh();
    expect(entries.map(({ actionType }) => actionType)).toEqual(['note', 'count', 'archive', 'request']);
    const [note, count, archive, request] = entries.map(placeOf);
    expect(note?.parentSpanId).toBe(archive?.spanId);
    expect(count?.parentSpanId).toBe(archive?.spanId);
    expect(archive?.parentSpanId).toBe(request?.spanId);
    expect(request).toEqual({ spanId: expect.stringMatching(/^[\da-f]{16}$/) });
  });

  it('should make an entry of what ends after the answer', async () => {
    let goOn = (): void => undefined;
    desk.desk.mayGoOn = new Promise((resolve) => (goOn = resolve));
    await send('POST', '/a/notes');
    expect(await log.only()).toMatchObject({ actionType: 'request' });
    goOn();
    let late = await log.fresh();
    while (late.length === 0) late = await log.fresh();
    expect(late).toMatchObject([{ actionType: 'note', resourceId: 'a', metadata: { is: 'late' } }]);
    expect(late[0]?.requestId).toBeTruthy();
  });

  it('should have all that is done for somebody else in his name, and the request in its own', async () => {
    await send('POST', '/a/as-system');
    expect(await log.fresh()).toMatchObject([
      { actionType: 'create', actorType: 'system', userLabel: 'the night shift', metadata: { changes: NEW } },
      { actionType: 'create', actorType: 'anonymous', metadata: { is: 'noted', http: { method: 'POST' } } },
    ]);
  });

  it('should record the methods of providers and controllers that are made for each request', async () => {
    await Promise.all(['a', 'b', 'c'].map((id) => fetch(`${desk.url}/visits/${id}`, { method: 'POST' })));
    const entries = await log.fresh();
    for (const id of ['a', 'b', 'c']) {
      const request = entries.find(({ actionType, resourceId }) => actionType === 'sweep' && resourceId === id);
      const inside = entries.filter(({ requestId }) => requestId === request?.requestId);
      expect(inside.map(({ actionType }) => actionType)).toEqual(['note', 'sweep']);
      expect(inside[0]?.metadata['url']).toBe(`/visits/${id}`);
    }
  });

  it('should know what a route does whatever decorator stands above', async () => {
    await send('PUT', '/a/flag');
    expect(factsOf(await log.only())).toMatchObject({ action: 'sum', resourceId: 'a', isRequest: true });
  });

  it('should count the values of an Observable, and let the host say the sentence', async () => {
    const answer = await fetch(`${desk.url}/tickets/pages`);
    expect(await answer.json()).toBe(3);
    expect(await log.only()).toMatchObject({ description: '3 pages were read', metadata: { count: 3 } });
  });

  it('should count what is streamed to a client', async () => {
    const answer = await fetch(`${desk.url}/tickets/events`);
    expect(await answer.text()).toContain('data: two');
    expect(await log.only()).toMatchObject({ status: 'success', metadata: { count: 2, last: { data: 'two' } } });
  });
});

describe.each(PLATFORMS)('a critical method on %s', (platform) => {
  it('should not run while there is no room for its entry, and run again when there is', async () => {
    const desk = await createDeskApp(platform, { journal: false, maxQueueBytes: 65_536 });
    const other = new DataSource({ ...desk.dataSource.options, name: 'other', entities: [] } as never);
    await other.initialize();
    const holder = other.createQueryRunner();
    await holder.startTransaction();
    await holder.query('LOCK TABLE audit_logs IN ACCESS EXCLUSIVE MODE');
    const vital = (): Promise<Response> => fetch(`${desk.url}/tickets/vital`, { method: 'POST' });
    expect((await vital()).status).toBe(201);

    const note = { category: 'shop', action: 'note', metadata: { text: 'x'.repeat(900) } } as const;
    for (let count = 0; count < 90; count += 1) desk.audit.record(note);
    const { shed, queuedBytes } = desk.audit.status();
    expect(shed).toBeGreaterThan(0);
    expect(queuedBytes).toBeLessThanOrEqual((65_536 * 7) / 8); // the rest is kept for what is critical
    expect((await vital()).status).toBe(201);
    let answer = await vital();
    while (answer.status === 201) answer = await vital();
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });

    await holder.rollbackTransaction();
    await desk.audit.flush();
    expect((await vital()).status).toBe(201);
    const swept = (await new LogReader(desk.app).all()).filter(({ actionType }) => actionType === 'sweep');
    expect(swept.filter(({ status }) => status === 'success').length).toBeGreaterThan(2);
    await holder.release();
    await other.destroy();
    await desk.close();
  });
});
