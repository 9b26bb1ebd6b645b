import { entriesWith, LOG, type Running } from './running.ts';

/** What an application has in its log by what it does. @param running gives it once it runs */
export function describeRecording(running: () => Running): void {
  const ask = (who: string | undefined, request: string, body?: object) => running().client.ask(who, request, body);

  /** The id of a new invoice. */
  async function invoiceFor(customer: string): Promise<number> {
    const { status, json } = await ask('ada', 'POST /api/invoices', { customer, cents: 100 });
    expect(status).toBe(201);
    return (json as { id: number }).id;
  }

  it('should have an entry for a request', async () => {
    expect(await ask('ada', 'GET /api')).toMatchObject({ status: 200, text: 'Hello World!' });
    expect(await entriesWith(running(), 'category=request&userId=1')).toEqual([
      expect.objectContaining({ userLabel: 'ada@example.com', status: 'success', ipAddress: '127.0.0.1' }),
    ]);
  });

  it('should have an entry for what its guard refuses, and for routes that are not there', async () => {
    expect((await ask(undefined, 'GET /api')).status).toBe(401);
    expect((await ask('ada', 'GET /api/nowhere')).status).toBe(404);
    const refused = await entriesWith(running(), 'errorType=UnauthorizedException');
    expect(refused).toMatchObject([{ status: 'failure', userId: null, metadata: { http: { statusCode: 401 } } }]);
    const unknown = await entriesWith(running(), 'errorType=NotFoundException');
    expect(unknown).toMatchObject([{ status: 'failure', metadata: { http: { statusCode: 404, route: null } } }]);
  });

  it('should have an entry for a fault, with its stack, whose answer stays that of Nest', async () => {
    const answer = await ask('ada', 'GET /api/broken');
    expect(answer).toMatchObject({ status: 500, json: { statusCode: 500, message: 'Internal server error' } });
    const [fault] = await entriesWith(running(), 'severity=ERROR');
    expect(fault).toMatchObject({ category: 'error', errorType: 'TypeError', userId: '1' });
    expect(fault!.metadata).toMatchObject({
      error: { message: 'The printer is on fire', stack: expect.stringContaining('AppService.getBroken') as string },
    });
    expect(await running().client.read('olga', `${LOG}/errors?severity=ERROR`)).toMatchObject({ data: [fault] });
  });

  it('should have one entry for an audited route, with the row it wrote', async () => {
    const id = await invoiceFor('Grace');
    expect(await entriesWith(running(), `resourceType=invoice&resourceId=${id}`)).toEqual([
      expect.objectContaining({
        category: 'invoicing',
        description: 'ada@example.com created invoice for Grace',
        metadata: expect.objectContaining({
          changes: expect.objectContaining({ cents: { from: null, to: 100 } }) as object,
        }) as object,
      }),
    ]);
  });

  it('should have an entry for what validation refuses at an audited route', async () => {
    expect((await ask('ada', 'POST /api/invoices', { customer: 7 })).status).toBe(400);
    expect(await entriesWith(running(), 'category=invoicing&status=failure')).toMatchObject([
      { actionType: 'create', metadata: { http: { statusCode: 400 } } },
    ]);
  });

  it('should have what a statement has changed, before and after', async () => {
    const id = await invoiceFor('Joan');
    expect((await ask('ada', 'POST /api/invoices/raise')).status).toBe(200);
    const filter = `resourceType=invoice&resourceId=${id}&actionType=update`;
    expect(await entriesWith(running(), filter)).toMatchObject([
      { userId: '1', metadata: { changes: { cents: { from: 100, to: 200 } } } },
    ]);
  });

  it('should have an entry for an audited method of a provider', async () => {
    const id = await invoiceFor('Mary');
    expect((await ask('ada', `POST /api/invoices/${id}/reminders`)).status).toBe(200);
    const [reminder] = await entriesWith(running(), `actionType=invoice.remind&resourceId=${id}`);
    expect(reminder).toMatchObject({ status: 'success', userId: '1' });
    expect((await ask('ada', 'POST /api/invoices/999999/reminders')).status).toBe(500);
    const [missed] = await entriesWith(running(), 'actionType=invoice.remind&resourceId=999999');
    expect(missed).toMatchObject({ status: 'error', errorType: 'EntityNotFoundError' });
  });

  it('should have an entry that was recorded in a transaction of the application', async () => {
    const id = await invoiceFor('Edith');
    expect((await ask('ada', `DELETE /api/invoices/${id}`)).status).toBe(200);
    expect(await entriesWith(running(), `resourceId=${id}&actionType=delete`)).toMatchObject([
      { category: 'invoicing', resourceType: 'invoice', status: 'success', userId: '1' },
    ]);
  });
}
