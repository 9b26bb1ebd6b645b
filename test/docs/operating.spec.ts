import type { Type } from '@nestjs/common';
import { AUDIT_ERRORS, AuditMetrics, AuditRetention, AuditService } from '../../src/audit/index.ts';
import { createGuideApp, type GuideApp } from './support/guide-app.ts';
import { blocksOf, readDocument, rowsOf, sectionOf } from './support/documents.ts';
import { guide } from './support/typescript-modules.ts';

const OPERATING = readDocument('docs/guides/operating.md');

describe('docs/guides/operating.md', () => {
  let host: GuideApp;
  let everyNight: (retention: AuditRetention) => Promise<number>;
  beforeAll(async () => {
    const parts = await guide<{ WatchController: Type; everyNight: typeof everyNight }>('operating');
    everyNight = parts.everyNight;
    host = await createGuideApp({ controllers: [parts.WatchController] });
  });
  afterAll(() => host.close());

  it('should serve figures and answer probes', async () => {
    const [status, figures] = await host.send('GET /metrics');
    expect([status, figures]).toEqual([200, expect.stringContaining('audit_captured_total')]);
    expect(await host.send('GET /health/audit')).toMatchObject([200, { state: 'writing', journal: 'disk' }]);
    jest.spyOn(host.app.get(AuditService), 'status').mockReturnValue({
      ...host.app.get(AuditService).status(),
      state: 'paused',
    });
    expect((await host.send('GET /health/audit'))[0]).toBe(503);
    jest.restoreAllMocks();
  });

  it('should alarm on figures that there are', async () => {
    const [rules] = blocksOf(OPERATING).filter(({ language }) => language === 'yaml');
    const alerts = [
      ...rules!.code.matchAll(/- alert: \w+\n +expr: (.*)\n(?: +for: \d+m\n)? +annotations:\n +summary: \w/g),
    ];
    expect(alerts).toHaveLength(rules!.code.split('- alert:').length - 1);
    const known = await host.app.get(AuditMetrics).registry.metrics();
    const figures = alerts.flatMap(([, expr]) => [...expr!.matchAll(/audit_\w+/g)].map(([name]) => name));
    expect(figures.length).toBeGreaterThan(6);
    expect(figures.filter((name) => !known.includes(`# HELP ${name} `))).toEqual([]);
    const states = alerts.flatMap(([, expr]) => [...expr!.matchAll(/\w+\{\w+="\w+"\}/g)].map(([name]) => name));
    expect(states.length).toBeGreaterThan(1);
    expect(states.filter((state) => !known.includes(`\n${state} `))).toEqual([]);
  });

  it('should do what is due every night', async () => {
    expect(await everyNight(host.app.get(AuditRetention))).toBe(0);
  });
});

describe('docs/delivery.md', () => {
  it('should alarm on figures that there are', async () => {
    const host = await createGuideApp({});
    const known = await host.app.get(AuditMetrics).registry.metrics();
    const alarms = rowsOf(sectionOf(readDocument('docs/delivery.md'), '## Figures and alarms'));
    const figures = alarms.flatMap((row) => row['alarm when']!.match(/audit_\w+/g) ?? []);
    expect(figures.length).toBeGreaterThan(4);
    expect(figures.filter((name) => !known.includes(`# HELP ${name} `))).toEqual([]);
    await host.close();
  });
});

describe('docs/guides/troubleshooting.md', () => {
  it('should say of every code of the library what to do', () => {
    const rows = rowsOf(readDocument('docs/guides/troubleshooting.md').text).filter((row) => 'code' in row);
    expect(rows.map((row) => row['code']!.replaceAll('`', ''))).toEqual(Object.keys(AUDIT_ERRORS));
    for (const row of rows) expect(row['do']).toMatch(/\w/);
  });
});
