import { isIP } from 'node:net';
import * as fc from 'fast-check';
import { isAddressOrNetwork, normaliseIpAddress } from './ip-address.ts';

describe('normaliseIpAddress', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['::ffff:999.0.0.1', null],
    ['2001:db8::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['fe80::1%', null],
    ['203.0.113.7%eth0', null],
    ['203.0.113.7:5678', '203.0.113.7'],
    ['203.0.113.7:_hidden', '203.0.113.7'],
    ['203.0.113.7:', null],
    ['203.0.113.7:123456', null],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[fe80::1%eth0]:443', 'fe80::1'],
    ['[::ffff:203.0.113.7]:443', '203.0.113.7'],
    ['[203.0.113.7]', null],
    ['[2001:db8::1', null],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['010.0.0.1', null],
    ['10.0.0.0/8', null],
    ['unknown', null],
    ['', null],
    [undefined, null],
    [null, null],
    [['203.0.113.7'], null],
  ])('should turn %s into %s', (address, expected) => {
    expect(normaliseIpAddress(address)).toBe(expected);
  });

  it('should give one spelling, which is an address, to every address, or null, and never throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
        const once = normaliseIpAddress(text);
        expect(once === null || isIP(once) > 0).toBe(true);
        expect(normaliseIpAddress(once)).toBe(once);
      }),
    );
  });
});

describe('isAddressOrNetwork', () => {
  it.each(['203.0.113.7', '10.0.0.0/8', '10.1.2.3/8', '0.0.0.0/0', '10.0.0.1/32', '2001:db8::/32', '::1/128', '::/0'])(
    'should say yes to %s',
    (text) => {
      expect(isAddressOrNetwork(text)).toBe(true);
    },
  );

  it.each([
    '',
    '/',
    '10.0.0.0/',
    '/8',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '10.0.0.0/-1',
    '10.0.0.0/+8',
    '10.0.0.0/08',
  ])('should say no to %j', (text) => {
    expect(isAddressOrNetwork(text)).toBe(false);
  });

  it.each(['fe80::1%eth0', '2001:db8::/032', '10.0.0.0/8 ', 'localhost', '10.0.0.0/1e1'])(
    'should say no to %j, which PostgreSQL does not take',
    (text) => {
      expect(isAddressOrNetwork(text)).toBe(false);
    },
  );

  it('should say yes to every address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        expect(isAddressOrNetwork(address)).toBe(true);
      }),
    );
  });
});
