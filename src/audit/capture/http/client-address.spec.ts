import { AuditError } from '../../audit.errors.ts';
import { type Arrival, clientAddress, MAX_HOPS, parseTrustedProxies, type TrustedProxies } from './client-address.ts';

type Option = Parameters<typeof parseTrustedProxies>[0];

/** Where a request comes from, for an application behind these proxies. */
function addressOf(option: Option, arrival: Partial<Arrival>): string | null {
  const none: Arrival = { socketAddress: '10.0.0.1', forwardedFor: undefined, forwarded: undefined };
  return clientAddress({ ...none, ...arrival }, parseTrustedProxies(option) as TrustedProxies);
}

const INTERNAL = ['10.0.0.0/8', '2001:db8:1::/48'];

describe('clientAddress', () => {
  it.each<[what: string, forwardedFor: string | string[] | undefined, expected: string]>([
    ['no header', undefined, '10.0.0.1'],
    ['an empty header', '', '10.0.0.1'],
    ['one address', '203.0.113.7', '203.0.113.7'],
    ['several, of which the last is the one a proxy has seen', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['proxies in a row', '198.51.100.1, 203.0.113.7, 10.0.0.3,10.0.0.2', '203.0.113.7'],
    ['trusted ones only', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['several headers', ['198.51.100.1', '203.0.113.7, 10.0.0.2'], '203.0.113.7'],
    ['a port', '203.0.113.7:5678', '203.0.113.7'],
    ['IPv6', '2001:db8::7', '2001:db8::7'],
    ['IPv6 with a port', '[2001:db8::7]:443', '2001:db8::7'],
    ['IPv6 proxies', '203.0.113.7, 2001:db8:1::2, [2001:DB8:1:0::3]:80', '203.0.113.7'],
    ['IPv4-mapped addresses', '::ffff:203.0.113.7, ::ffff:10.0.0.2, ::ffff:a00:2', '203.0.113.7'],
    ['a zone id', 'fe80::1%eth0', 'fe80::1'],
    ['quotation marks', '"203.0.113.7"', '203.0.113.7'],
    ['a client that the proxy does not know', '198.51.100.1, unknown', '10.0.0.1'],
    ['a client that the proxy hides', '198.51.100.1, _hidden, 10.0.0.2', '10.0.0.2'],
    ['an empty entry', '198.51.100.1, , 10.0.0.2', '10.0.0.2'],
    ['an empty last entry', '198.51.100.1,', '10.0.0.1'],
    ['a Unix socket between proxies', '198.51.100.1, unix:, 10.0.0.2', '10.0.0.2'],
    ['a quotation mark of the client’s that is never closed', '"198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['a network', '203.0.113.0/24', '10.0.0.1'],
    ['garbage', '<script>, 203.0.113.7', '203.0.113.7'],
  ])('should read %s', (_what, forwardedFor, expected) => {
    expect(addressOf(INTERNAL, { forwardedFor })).toBe(expected);
  });

  it('should believe no header of somebody who is no trusted proxy', () => {
    const lies = { forwardedFor: '198.51.100.1', forwarded: 'for=198.51.100.1' };
    expect(addressOf(INTERNAL, { socketAddress: '203.0.113.7', ...lies })).toBe('203.0.113.7');
    expect(addressOf([], { socketAddress: '127.0.0.1', ...lies })).toBe('127.0.0.1');
    expect(addressOf(0, { socketAddress: '127.0.0.1', ...lies })).toBe('127.0.0.1');
  });

  it('should believe nobody and know nothing where the socket has no address', () => {
    expect(addressOf(INTERNAL, { socketAddress: undefined, forwardedFor: '203.0.113.7' })).toBeNull();
    expect(addressOf(0, { socketAddress: undefined, forwardedFor: '203.0.113.7' })).toBeNull();
  });

  it('should count the peer of a Unix socket as a hop, where hops are counted', () => {
    expect(addressOf(1, { socketAddress: undefined, forwardedFor: '198.51.100.1, 203.0.113.7' })).toBe('203.0.113.7');
    expect(addressOf(1, { socketAddress: undefined })).toBeNull();
  });

  it.each([
    [1, '203.0.113.7'],
    [2, '198.51.100.2'],
    [3, '198.51.100.1'],
    [9, '198.51.100.1'],
  ])('should believe %i hops, whoever they are', (hops, expected) => {
    expect(addressOf(hops, { forwardedFor: '198.51.100.1, 198.51.100.2, 203.0.113.7' })).toBe(expected);
  });

  it.each<[word: string, trusted: string[], strangers: string[]]>([
    ['loopback', ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'], ['128.0.0.1', '10.0.0.1', '::2']],
    ['linklocal', ['169.254.1.1', 'fe80::1', 'fe80::1%eth0'], ['169.255.0.1', 'fe00::1', '127.0.0.1']],
    ['uniquelocal', ['10.1.1.1', '172.31.1.1', '192.168.1.1', 'fd00::1'], ['172.32.0.1', '11.0.0.1', 'fe80::1']],
    ['10.0.0.7', ['10.0.0.7', '::ffff:10.0.0.7'], ['10.0.0.8', '::7']],
    ['::/0', ['::1', '2001:db8::1'], []],
  ])('should know who is meant by %s', (word, trusted, strangers) => {
    const claim = { forwardedFor: '198.51.100.1' };
    const [known, unknown] = [trusted, strangers].map((peers) =>
      peers.map((socketAddress) => addressOf([word], { socketAddress, ...claim })),
    );
    expect(new Set(known)).toEqual(new Set(['198.51.100.1']));
    expect(unknown).toEqual(strangers);
  });

  it('should read no further than the bound', () => {
    const chain = Array.from({ length: 2 * MAX_HOPS }, (_, place) => `10.0.1.${place}`);
    const forwardedFor = ['203.0.113.7', ...chain].join(',');
    expect(addressOf(INTERNAL, { forwardedFor })).toBe(chain[MAX_HOPS]);
  });

  it('should read `Forwarded` only where there is no `X-Forwarded-For`', () => {
    const forwarded = 'for=198.51.100.1, For="[2001:db8::7]:4711";proto=https, for=10.0.0.2;by=10.0.0.1';
    expect(addressOf(INTERNAL, { forwarded })).toBe('2001:db8::7');
    expect(addressOf(INTERNAL, { forwarded, forwardedFor: '203.0.113.7' })).toBe('203.0.113.7');
    expect(addressOf(INTERNAL, { forwarded, forwardedFor: '' })).toBe('10.0.0.1');
    expect(addressOf(INTERNAL, { forwarded: 'for=203.0.113.7, for=_hidden' })).toBe('10.0.0.1');
    expect(addressOf(INTERNAL, { forwarded: 'for=203.0.113.7, proto=https' })).toBe('10.0.0.1');
  });
});

describe('parseTrustedProxies', () => {
  it('should leave it to the platform when it is not set', () => {
    expect(parseTrustedProxies(undefined)).toBeUndefined();
  });

  it.each<[option: unknown]>([
    ['loopback'],
    [true],
    [null],
    [{}],
    [-1],
    [1.5],
    [Number.NaN],
    [MAX_HOPS + 1],
    [['']],
    [['10.0.0.0/33']],
    [['10.0.0.0/08']],
    [['10.0.0.1', 'proxy.internal']],
    [['fe80::1%eth0']],
    [['LOOPBACK']],
    [['constructor']],
    [[1]],
    [[null]],
    [[['loopback']]],
  ])('should refuse %j', (option) => {
    const parse = (): unknown => parseTrustedProxies(option as Option);
    expect(parse).toThrow(AuditError);
    expect(parse).toThrow(expect.objectContaining({ code: 'AUDIT_OPTIONS_INVALID' }) as Error);
    expect(parse).toThrow('trustedProxies');
  });

  it('should say what would be right, and what of a list is wrong', () => {
    expect(() => parseTrustedProxies(-1)).toThrow(`a whole number of hops from 0 to ${MAX_HOPS}`);
    expect(() => parseTrustedProxies(['10.0.0.1', 'proxy.internal'])).toThrow(/at place 1 .*words loopback, /);
  });
});
