import { request } from 'node:http';
import { Test } from '@nestjs/testing';
import { AuditError, AuditTestingModule } from '../../src/audit/index.ts';
import { type CrowdApp, createCrowdApp } from '../fixture/crowd-app.ts';
import { PLATFORMS } from '../fixture/shop-app.ts';
import { LogReader } from '../support/log-reader.ts';

describe.each(PLATFORMS)('trusted proxies on %s', (platform) => {
  let crowd: CrowdApp;
  let log: LogReader;

  beforeAll(async () => {
    crowd = await createCrowdApp(platform, { trustedProxies: ['127.0.0.1', '10.0.0.0/8'], isBehindProxy: true });
    log = new LogReader(crowd.app);
  });
  afterAll(() => crowd.close());

  /** Sends from an address of this machine's and gives the one that was recorded. */
  async function addressFor(headers: Record<string, string | string[]>, localAddress = '127.0.0.1') {
    await new Promise<void>((resolve, reject) => {
      const sending = request(`${crowd.url}/crowd/mirror`, { headers, localAddress, agent: false });
      sending.once('response', (response) => response.resume().once('end', resolve));
      sending.once('error', reject);
      sending.end();
    });
    return (await log.only()).ipAddress;
  }

  it('should tell the address that the last trusted proxy speaks for', async () => {
    expect(await addressFor({ 'x-forwarded-for': '6.6.6.6, 203.0.113.7:5678, 10.0.0.2' })).toBe('203.0.113.7');
    expect(await addressFor({ 'x-forwarded-for': ['6.6.6.6', '[2001:db8::7]:443', '10.0.0.2'] })).toBe('2001:db8::7');
    expect(await addressFor({ forwarded: 'for=6.6.6.6, for="[2001:db8::8]:443";proto=https' })).toBe('2001:db8::8');
    expect(await addressFor({ 'x-forwarded-for': '6.6.6.6, unknown' })).toBe('127.0.0.1');
  });

  it('should believe nobody else, whatever the platform does', async () => {
    const lies = { 'x-forwarded-for': '6.6.6.6', forwarded: 'for=6.6.6.6', 'x-real-ip': '6.6.6.6' };
    expect(await addressFor(lies, '127.0.0.2')).toBe('127.0.0.2');
  });
});

describe('trusted proxies', () => {
  it('should be refused at the start when they are none', async () => {
    const imports = [AuditTestingModule.forRoot({ trustedProxies: ['proxy.internal'] })];
    await expect(Test.createTestingModule({ imports }).compile()).rejects.toThrow(AuditError);
  });
});
