import { type SitedRequest, siteOf } from './request-site.ts';

const request = (
  headers: SitedRequest['headers'],
  { host = 'log.example.com', protocol = 'https' }: Partial<Pick<SitedRequest, 'host' | 'protocol'>> = {},
): SitedRequest => ({ headers, host, protocol });

describe('siteOf', () => {
  it.each([
    ['same-origin', 'own'],
    ['none', 'unknown'],
    ['same-site', 'other'],
    ['cross-site', 'other'],
    ['anything else', 'other'],
  ])('should take Sec-Fetch-Site: %s for %s, whatever the origin says', (site, expected) => {
    for (const origin of [undefined, 'https://log.example.com', 'https://evil.example.com']) {
      expect(siteOf(request({ 'sec-fetch-site': site, ...(origin && { origin }) }))).toBe(expected);
    }
  });

  it.each([
    ['https://log.example.com', 'log.example.com'],
    ['https://log.example.com', 'log.example.com:443'],
    ['https://LOG.example.com', 'log.example.com'],
    ['https://log.example.com:8443', 'log.example.com:8443'],
    ['https://[::1]:3000', '[::1]:3000'],
  ])('should know %s as the own page of %s', (origin, host) => {
    expect(siteOf(request({ origin }, { host }))).toBe('own');
    expect(siteOf(request({ origin }, { host, protocol: 'http' }))).toBe('own');
  });

  it.each([
    ['https://log.example.com.evil.com', 'log.example.com'],
    ['https://evil.com', 'log.example.com'],
    ['https://log.example.com:8443', 'log.example.com'],
    ['http://log.example.com', 'log.example.com'],
    ['null', 'log.example.com'],
    ['', 'log.example.com'],
    ['https://log.example.com', ''],
    ['https://log.example.com', 'a b'],
  ])('should not know %j as the own page of %j over https', (origin, host) => {
    expect(siteOf(request({ origin }, { host }))).toBe('other');
  });

  it('should not guess where nothing is said', () => {
    expect(siteOf(request({}))).toBe('unknown');
  });
});
