import { AuditService } from '../audit/index.ts';
import { createTestApp, type TestApp } from '../../test/support/app.ts';

describe('GET /metrics', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());

  it('should tell how the process and its audit log are doing, to everyone, and leave no entry of it', async () => {
    const audit = test.app.get(AuditService, { strict: false });
    await fetch(`${test.url}/api/v1/nowhere`);
    await audit.flush();
    const response = await fetch(`${test.url}/metrics`);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    const text = await response.text();
    const { captured, committed, journalBytes } = audit.status();
    expect(captured).toBeGreaterThan(0);
    expect(text).toContain(`\naudit_captured_total ${captured}\n`);
    expect(text).toContain(`\naudit_committed_total ${committed}\n`);
    expect(text).toContain(`\naudit_journal_bytes ${journalBytes}\n`);
    expect(text).toContain('\naudit_delivery_state{state="writing"} 1\naudit_delivery_state{state="retrying"} 0\n');
    expect(text).toContain('\naudit_journal_state{journal="disk"} 1\n');
    expect(text).toMatch(/\naudit_batch_entries_count [1-9]/);
    expect(text).toMatch(/\nprocess_resident_memory_bytes \d/);
    await audit.flush();
    expect(audit.status().captured).toBe(captured);
  });

  it('should count what was counted before once, however often it is read', async () => {
    const read = async (): Promise<string | undefined> =>
      /\naudit_captured_total (\d+)\n/.exec(await (await fetch(`${test.url}/metrics`)).text())?.[1];
    expect(await read()).toBe(await read());
  });
});
