import * as fc from 'fast-check';
import { forwardedClients, lastFirst } from './forwarded-header.ts';

describe('lastFirst', () => {
  it.each<[list: string, expected: string[]]>([
    ['', ['']],
    ['a', ['a']],
    ['a, b ,c', ['c', 'b', 'a']],
    ['a,,b,', ['', 'b', '', 'a']],
    ['a="b,c", d', ['d', 'a="b,c"']],
    [String.raw`a="b\",c", d`, ['d', String.raw`a="b\",c"`]],
    [String.raw`a="b\\", d`, ['d', String.raw`a="b\\"`]],
    [String.raw`a="b,\"c", d`, ['d', String.raw`a="b,\"c"`]],
    [String.raw`x,a="b\\", d`, ['d', String.raw`a="b\\"`, 'x']],
    ['never "closed, a, b', ['b', 'a', 'never "closed']],
  ])('should read %j', (list, expected) => {
    expect([...lastFirst(list)]).toEqual(expected);
  });

  it('should read the entries after a comma as if nothing stood before it', () => {
    const proper = fc.stringMatching(/^([a-z]*|"[a-z,;]*")$/);
    fc.assert(
      fc.property(fc.string(), fc.array(proper, { minLength: 1 }), (before, entries) => {
        const read = [...lastFirst([before, ...entries].join(','))].slice(0, entries.length);
        expect(read).toEqual(entries.toReversed());
      }),
    );
  });
});

describe('forwardedClients', () => {
  it.each<[header: string, expected: (string | undefined)[]]>([
    ['for=192.0.2.43', ['192.0.2.43']],
    ['FOR=192.0.2.43;proto=http;by=203.0.113.43', ['192.0.2.43']],
    ['proto=http; for=192.0.2.43', ['192.0.2.43']],
    ['for="[2001:db8:cafe::17]:4711"', ['[2001:db8:cafe::17]:4711']],
    ['for=[2001:db8:cafe::17]:4711', ['[2001:db8:cafe::17]:4711']],
    [String.raw`for="192.0.2.\43"`, ['192.0.2.43']],
    ['for=a, for=b;;proto=http;', ['b', 'a']],
    ['for=', ['']],
    ['proto=http', [undefined]],
    ['', [undefined]],
    ['host="for=6.6.6.6;for=7.7.7.7";for=192.0.2.43', ['192.0.2.43']],
    ['for=192.0.2.43;host=x;for=6.6.6.6', [undefined]],
    ['for=192.0.2.43;garbage', [undefined]],
    ['for = 192.0.2.43', [undefined]],
    ['for=192.0.2.43"', [undefined]],
    ['for="192.0.2.43', [undefined]],
    ['xfor=192.0.2.43', [undefined]],
  ])('should read %j', (header, expected) => {
    expect([...forwardedClients(header)]).toEqual(expected);
  });
});
