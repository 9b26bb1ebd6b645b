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
    ['010.0.0.1', null],
    ['10.0.0.1:80', null],
    ['10.0.0.0/8', null],
    ['unknown', null],
    ['', null],
    [undefined, null],
  ])('should turn %s into %s', (address, expected) => {
    expect(normaliseIpAddress(address)).toBe(expected);
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
