import { isIP } from 'node:net';
import * as fc from 'fast-check';
import { normaliseIpAddress } from '../../entry/ip-address.ts';
import { clientAddress, MAX_HOPS, parseTrustedProxies, type TrustedProxies } from './client-address.ts';

const trusted = fc.oneof(
  fc.integer({ min: 0, max: 255 }).map((last) => `10.0.0.${last}`),
  fc.integer({ min: 0, max: 255 }).map((last) => `::ffff:10.0.0.${last}`),
  fc.integer({ min: 0, max: 255 }).map((last) => `2001:db8:1::${last.toString(16)}`),
);
const stranger = fc.oneof(
  fc.integer({ min: 0, max: 255 }).map((last) => `203.0.113.${last}`),
  fc.integer({ min: 1, max: 255 }).map((last) => `2001:db8:2::${last.toString(16)}`),
);
const nobody = fc.constantFrom('unknown', '_hidden', '', 'unix:', '10.0.0.0/8', '1.2.3', '"', '\\');
const entry = fc.oneof(trusted, stranger, nobody);
const isTrusted = parseTrustedProxies(['10.0.0.0/8', '2001:db8:1::/48']) as TrustedProxies;

const written = (address: string): string => (isIP(address) === 6 ? `"[${address}]:443"` : address);

/** The same said simply: everybody from the socket on, cut before the first who is no address, up to the first stranger. */
function model(socketAddress: string, entries: readonly string[]): string | null {
  const way = [socketAddress, ...entries.toReversed().slice(0, MAX_HOPS)].map((each) => normaliseIpAddress(each));
  const end = way.indexOf(null);
  const known = end < 0 ? way : way.slice(0, end);
  return known.find((each) => !/^10\.|^2001:db8:1:/.test(String(each))) ?? known.at(-1) ?? null;
}

describe('clientAddress', () => {
  it('should find whom the model finds, in either header', () => {
    fc.assert(
      fc.property(
        fc.oneof(trusted, stranger),
        fc.array(entry, { maxLength: 2 * MAX_HOPS }),
        (socketAddress, entries) => {
          fc.pre(entries.length > 0 && !entries.some((each) => /["\\]/.test(each)));
          const found = model(socketAddress, entries);
          const list = entries.join(', ');
          const elements = entries.map((each) => `for=${written(each)};proto=http`).join(',');
          expect(clientAddress({ socketAddress, forwardedFor: list, forwarded: undefined }, isTrusted)).toBe(found);
          expect(clientAddress({ socketAddress, forwardedFor: entries, forwarded: undefined }, isTrusted)).toBe(found);
          expect(clientAddress({ socketAddress, forwardedFor: undefined, forwarded: elements }, isTrusted)).toBe(found);
        },
      ),
    );
  });

  it('should believe nothing of a client that no trusted proxy speaks for', () => {
    fc.assert(
      fc.property(stranger, fc.string(), fc.string(), (socketAddress, forwardedFor, forwarded) => {
        expect(clientAddress({ socketAddress, forwardedFor, forwarded }, isTrusted)).toBe(socketAddress);
      }),
    );
  });

  it('should let nothing that a client writes change what the proxies in front of it have appended', () => {
    const lie = fc.oneof(fc.string(), fc.array(entry).map(String), fc.constantFrom('"', 'for="', 'for="\\', 'a="b\\"'));
    fc.assert(
      fc.property(lie, stranger, fc.array(trusted, { maxLength: 3 }), (text, client, proxies) => {
        const appended = [client, ...proxies];
        const forwardedFor = [text, ...appended].join(', ');
        const forwarded = [text, ...appended.map((each) => `proto=https;for=${written(each)}`)].join(',');
        const arrival = { socketAddress: '10.0.0.1', forwardedFor: undefined, forwarded: undefined };
        expect(clientAddress({ ...arrival, forwardedFor }, isTrusted)).toBe(client);
        expect(clientAddress({ ...arrival, forwarded }, isTrusted)).toBe(client);
      }),
    );
  });

  it('should give an address or nothing and never throw, whatever it gets', () => {
    const header = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.string()),
      fc
        .array(fc.constantFrom('for', '=', ';', ',', '"', '\\', ' ', '10.0.0.1', '[', ']'), { maxLength: 60 })
        .map((each) => each.join('')),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(fc.oneof(trusted, fc.string()), header, header, (socketAddress, forwardedFor, forwarded) => {
        const address = clientAddress({ socketAddress, forwardedFor, forwarded }, () => true);
        expect(address === null || isIP(address) > 0).toBe(true);
      }),
    );
  });

  it('should read what is as long as a header can be in no time', () => {
    const blanks = ' '.repeat(100_000);
    for (const hostile of [
      `for=a;${blanks}x`,
      `for="${'\\'.repeat(100_000)}"`,
      '"\\'.repeat(50_000),
      ','.repeat(100_000),
    ]) {
      const startedAt = performance.now();
      const arrival = { socketAddress: '10.0.0.1', forwardedFor: undefined, forwarded: hostile };
      expect(clientAddress(arrival, () => true)).toBe('10.0.0.1');
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    }
  });
});
