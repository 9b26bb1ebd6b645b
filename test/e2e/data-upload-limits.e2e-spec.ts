import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MOST_AT_ONCE } from '../../src/data-uploads/upload-receiver.service.ts';
import { ADMIN_EMAIL, ADMIN_SETTINGS, auditEntries, signIn } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { csvOf, uploadCsv } from '../support/uploads.ts';
import { createUser, giveRole, USER_PASSWORD } from '../support/users.ts';

let test: TestApp;
let token: string;
const clients: Socket[] = [];

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  token = await signIn(test);
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await test.close();
});

const filesThere = () => readdir(join(test.environment.DATA_DIR, 'uploads')).catch(() => []);

/** Begins an upload and sends no more than its beginning. */
function stall(): void {
  const { port, hostname } = new URL(test.url);
  const client = connect(Number(port), hostname).on('error', () => undefined);
  const head =
    '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\nref';
  client.write(
    `POST /api/v1/data-uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n` +
      `Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n${head}`,
  );
  clients.push(client);
}

describe('many uploads at once', () => {
  it('should be refused to one account, and be no trouble for another', async () => {
    for (let number = 0; number < MOST_AT_ONCE; number += 1) stall();
    while ((await filesThere()).length < MOST_AT_ONCE) await sleep(5);
    let answer = await uploadCsv(test, { token, csv: csvOf('A,2026-10-01,1.00,EUR,') });
    expect(answer).toMatchObject({ status: 429, body: { code: 'UPLOAD_TOO_MANY' } });
    const [entry] = await auditEntries(test, 'request_id = $1', [answer.headers.get('x-request-id')]);
    expect(entry).toMatchObject({
      category: 'data_operation',
      action_type: 'upload',
      status: 'failure',
      user_label: ADMIN_EMAIL,
    });

    const other = await createUser(test);
    await giveRole(test, { id: other.id, role: 'admin' });
    const theirs = await signIn(test, { email: other.email, password: USER_PASSWORD });
    expect((await uploadCsv(test, { token: theirs, csv: csvOf('C,2026-10-01,1.00,EUR,') })).status).toBe(201);

    for (const client of clients) client.destroy();
    do {
      answer = await uploadCsv(test, { token, csv: csvOf('D,2026-10-01,1.00,EUR,') });
    } while (answer.status === 429);
    expect(answer.status).toBe(201);
  });
});
