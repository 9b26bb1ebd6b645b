import { createRequestIdGenerator, requestIdOf } from './request-id.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const request = (remoteAddress: string | undefined, id: string | undefined) => ({
  headers: { 'x-request-id': id },
  socket: { remoteAddress },
});

describe('createRequestIdGenerator', () => {
  it.each([
    [false, '127.0.0.1', false],
    [true, '203.0.113.9', true],
    [['10.0.0.0/8'], '10.1.2.3', true],
    [['10.0.0.0/8'], '::ffff:10.1.2.3', true],
    [['10.0.0.0/8'], '11.1.2.3', false],
    [['192.0.2.7'], '192.0.2.7', true],
    [['2001:db8::/32'], '2001:db8::1', true],
    [['2001:db8::/32'], '2001:db9::1', false],
    [['10.0.0.0/8'], undefined, false],
  ])('should, trusting %j, take over the id of a call from %s: %s', (trustProxy, address, isTaken) => {
    const id = createRequestIdGenerator({ trustProxy })(request(address, 'proxy-1'));
    expect(id).toMatch(isTaken ? /^proxy-1$/ : UUID_V7);
  });

  it.each([undefined, '', 'two words', 'line\nbreak', 'x'.repeat(129), 'ümlaut', '{}'])(
    'should make an id instead of taking %j',
    (given) => {
      expect(createRequestIdGenerator({ trustProxy: true })(request('127.0.0.1', given))).toMatch(UUID_V7);
    },
  );

  it('should never make the same id twice', () => {
    const generate = createRequestIdGenerator({ trustProxy: false });
    const ids = Array.from({ length: 1000 }, () => generate(request('127.0.0.1', undefined)));
    expect(new Set(ids).size).toBe(1000);
  });
});

describe('requestIdOf', () => {
  it('should give the id of the request, and one of its own where there is none', () => {
    expect(requestIdOf({ id: 'abc' })).toBe('abc');
    for (const without of [{}, { id: 7 }, null, undefined]) expect(requestIdOf(without)).toMatch(UUID_V7);
  });
});
