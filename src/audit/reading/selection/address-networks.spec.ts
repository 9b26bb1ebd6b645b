import * as fc from 'fast-check';
import { BlockList, isIP } from 'node:net';
import { networkOf, networksOf } from './address-networks.ts';

/** Whether an IPv4 address lies in one of the networks, as Node sees it. */
function holds(networks: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits = '32'] = network.split('/');
    list.addSubnet(base, Number(bits), 'ipv4');
  }
  return list.check(address, 'ipv4');
}

describe(networksOf, () => {
  it.each<[text: string, networks: readonly string[]]>([
    ['10.1.2.3', ['10.1.2.3']],
    ['10.0.0.0/8', ['10.0.0.0/8']],
    ['10.1.2.3/32', ['10.1.2.3']],
    ['10.', ['10.0.0.0/8']],
    ['10.1.', ['10.1.0.0/16']],
    ['203.0.113.', ['203.0.113.0/24']],
    ['203.0.113', ['203.0.113.0/24']],
    ['192.168.17.25', ['192.168.17.25']],
    ['10.26', ['10.26.0.0/16']],
    ['2001:DB8::1', ['2001:db8::1']],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', ['2001:db8::1']],
    ['2001:DB8::/32', ['2001:db8::/32']],
    ['2001:db8::1/128', ['2001:db8::1']],
    ['2001:db8:', ['2001:db8::/32']],
    ['2001:db8:1:2:3:4:5:', ['2001:db8:1:2:3:4:5:0/112']],
    ['fe80::', ['fe80::']],
    ['::ffff:10.1.2.3', ['10.1.2.3']],
    ['::ffff:10.0.0.0/104', ['10.0.0.0/8']],
  ])('should take %s for %j', (text, networks) => {
    expect(networksOf(text)).toEqual(networks);
  });

  it.each([
    '',
    '10',
    '10..',
    '256.',
    '10.1.2.3.',
    '1.2.3.4.5',
    '010.',
    '10.0.0.0/33',
    '10.1./16',
    'fe80:',
    'fe80::1%eth0',
    'a.b.',
    '10.1.x',
    ' 10.1.',
  ])('should take %j for no address', (text) => {
    expect(networksOf(text)).toBeUndefined();
  });

  it('should hold for the beginning of an address just those that are written so', () => {
    const address = fc.ipV4();
    const beginning = fc
      .tuple(address, fc.nat({ max: 14 }))
      .map(([from, length]) => from.slice(0, length))
      .filter((text) => text.includes('.') && isIP(text) === 0);
    fc.assert(
      fc.property(beginning, fc.array(address, { minLength: 20 }), (text, addresses) => {
        const networks = networksOf(text) ?? [];
        for (const each of [...addresses, ...addresses.map((other) => likeness(text, other))]) {
          expect([each, holds(networks, each)]).toEqual([each, each.startsWith(text)]);
        }
      }),
    );
  });
});

/** An address that begins nearly like the text. */
function likeness(text: string, other: string): string {
  const octets = text.split('.').filter((octet) => octet !== '');
  const rest = other.split('.');
  return [...octets.slice(0, -1), ...rest, ...rest].slice(0, 4).join('.');
}

describe(networkOf, () => {
  it('should leave a network alone that is wider than the mapped addresses', () => {
    expect(networkOf('::ffff:0:0/90')).toBe('::ffff:0:0/90');
  });
});
