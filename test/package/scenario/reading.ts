import { Client } from 'pg';
import { EventStream } from '../../support/event-stream.ts';
import { ExportClient } from '../../support/exports.ts';
import { entriesWith, LOG, type Running } from './running.ts';

/** How an application reads its log. @param running gives it once it runs */
export function describeReading(running: () => Running): void {
  const asOlga = { authorization: 'Bearer olga' };

  beforeAll(async () => {
    await running().client.ask('ada', 'POST /api/invoices', { customer: 'Hedy', cents: 500 });
    await entriesWith(running(), 'search=Hedy');
  });

  it('should let those read whom its own guard knows and its access port allows', async () => {
    const { client } = running();
    expect((await client.ask('olga', `GET ${LOG}`)).status).toBe(200);
    expect((await client.ask('ada', `GET ${LOG}`)).json).toMatchObject({
      statusCode: 403,
      code: 'AUDIT_ACCESS_DENIED',
    });
    expect((await client.ask(undefined, `GET ${LOG}`)).status).toBe(401);
    expect((await client.ask('olga', 'GET /audit-logs')).status).toBe(404);
    expect((await client.ask('olga', `GET ${LOG}?limit=none`)).status).toBe(400);
  });

  it.each([
    ['?search=hedy', { data: [{ description: 'ada@example.com created invoice for Hedy' }] }],
    ['?q=action:create%20-status:failure%20Hedy', { data: [{ resourceType: 'invoice' }] }],
    ['/fields', {}],
    ['/summary', {}],
    ['/errors/groups', {}],
    [
      '/resources/invoice/1',
      { data: expect.arrayContaining([expect.objectContaining({ resourceId: '1' })]) as unknown },
    ],
    ['/resources/invoice/1/state', {}],
    ['/exports', { data: [] }],
    ['/holds', { data: [] }],
    ['/archive', {}],
  ])('should answer GET %s', async (path, answer) => {
    expect(await running().client.read('olga', `${LOG}${path}`)).toMatchObject(answer);
  });

  it('should answer with one entry, and with what belongs to it', async () => {
    const { client } = running();
    const [entry] = await entriesWith(running(), 'search=Hedy&limit=1');
    expect(await client.read('olga', `${LOG}/${entry!.id}`)).toMatchObject({ description: entry!.description });
    expect((await client.ask('olga', `GET ${LOG}/${entry!.id}/related`)).status).toBe(200);
  });

  it.each(['csv', 'json', 'ndjson'])('should export everything that matches as %s', async (format) => {
    const { status, text } = await running().client.ask('olga', `GET ${LOG}/export?format=${format}&search=Hedy`);
    expect(status).toBe(200);
    expect(text).toContain('ada@example.com created invoice for Hedy');
  });

  it('should export in the background', async () => {
    const exports = new ExportClient(`${running().url}${LOG}`, asOlga);
    const { id } = await exports.create({ format: 'csv', search: 'Hedy' });
    expect(await exports.ended(id)).toMatchObject({ status: 'done' });
    expect((await exports.file(id)).toString()).toContain('invoice for Hedy');
  });

  it('should tell of entries as they are stored', async () => {
    const stream = await EventStream.open(`${running().url}${LOG}/stream?search=Emmy`, asOlga);
    await running().client.ask('ada', 'POST /api/invoices', { customer: 'Emmy', cents: 700 });
    await stream.has(1);
    expect(stream.descriptions).toEqual(['ada@example.com created invoice for Emmy']);
    stream.close();
  });

  it('should place a hold', async () => {
    const { client } = running();
    expect((await client.ask('olga', `POST ${LOG}/holds`, { reason: 'Case 7', userId: '1' })).status).toBe(201);
    expect(await client.read('olga', `${LOG}/holds`)).toMatchObject({ data: [{ reason: 'Case 7', userId: '1' }] });
  });

  it('should describe its routes in the OpenAPI document of the application', async () => {
    const { paths, components } = await running().client.read<{
      paths: Record<string, { get: { parameters: { name: string; description?: string }[] } }>;
      components: { schemas: Record<string, { properties: Record<string, unknown> }> };
    }>('olga', '/openapi.json');
    expect(Object.keys(paths).filter((path) => path.startsWith(LOG)).length).toBeGreaterThan(15);
    expect(paths[LOG]!.get.parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(['from', 'q', 'cursor']));
    expect(components.schemas['AuditLog']!.properties).toMatchObject({
      description: { type: 'string', description: expect.stringContaining('sentence') as string },
    });
  });

  it('should show the log as a page', async () => {
    const { url } = running();
    const document = await fetch(`${url}/audit/log`);
    const html = await document.text();
    expect([document.status, document.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(html).toContain('{&quot;base&quot;:&quot;/audit&quot;,&quot;api&quot;:&quot;/api/compliance&quot;');
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect([file, (await fetch(url + file)).status]).toEqual([file, 200]);
    expect(await running().client.read('olga', `${LOG}/reader`)).toMatchObject({
      label: 'olga@example.com',
      permissions: ['audit:read', 'audit:export', 'audit:hold'],
    });
  });

  it('should find that the database refuses to change an entry', async () => {
    const database = new Client({ connectionString: running().databaseUrl });
    await database.connect();
    await expect(database.query(`UPDATE audit_logs SET description = 'nothing'`)).rejects.toThrow(/append-only/i);
    await database.end();
  });
}
