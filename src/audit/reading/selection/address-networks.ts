import { isIP } from 'node:net';
import { isAddressOrNetwork, normaliseIpAddress } from '../../entry/ip-address.ts';

const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
/** One to three numbers, each with its dot, and then perhaps the beginning of the next: `10.`, `10.1`, `10.1.`, `192.168.17`. */
const IPV4_BEGINNING = new RegExp(String.raw`^((?:${OCTET}\.){1,3})(${OCTET})?$`);
/** Two to seven groups, each with its colon: `2001:db8:`. */
const IPV6_BEGINNING = /^(?:[\da-f]{1,4}:){2,7}$/i;
const MAPPED_BITS = 96;

/**
 * The addresses that a text stands for, as addresses and networks in CIDR notation in one spelling; undefined when it
 * is no address. An address, a network, and the beginning of an address count: `10.1.` is `10.1.0.0/16`, `10.1` as well
 * as that all of `10.10.` to `10.19.` and `10.100.` to `10.199.`, `2001:db8:` is `2001:db8::/32`.
 */
export function networksOf(text: string): readonly string[] | undefined {
  if (isAddressOrNetwork(text)) return [networkOf(text)];
  const [, whole, begun = ''] = IPV4_BEGINNING.exec(text) ?? [];
  if (whole !== undefined) return beginningOfIpv4(whole, begun);
  if (!IPV6_BEGINNING.test(text)) return undefined;
  const groups = text.split(':').slice(0, -1);
  return [`${normaliseIpAddress(groups.length === 7 ? `${text}0` : `${text}:`)}/${groups.length * 16}`];
}

/**
 * An address or a network in one spelling, as addresses of entries are spelled; a network of one address is that
 * address.
 * @param text What `isAddressOrNetwork` has found to be one.
 */
export function networkOf(text: string): string {
  const [address = '', prefix] = text.split('/');
  const one = normaliseIpAddress(address) ?? address;
  if (prefix === undefined) return one;
  const isUnmapped = isIP(address) === 6 && isIP(one) === 4;
  const bits = Number(prefix) - (isUnmapped ? MAPPED_BITS : 0);
  if (bits < 0) return text; // wider than all mapped addresses: what it holds of them is not stored as such
  return bits === (isIP(one) === 4 ? 32 : 128) ? one : `${one}/${bits}`;
}

/** @param whole The numbers that are complete, with their dots. @param begun The digits of the next one. */
function beginningOfIpv4(whole: string, begun: string): readonly string[] {
  const octets = whole.split('.').slice(0, -1);
  if (begun === '') return [ipv4Network(octets, octets.length * 8)];
  const bits = (octets.length + 1) * 8;
  const numbers = Array.from({ length: 256 }, (_, number) => number).filter((number) => `${number}`.startsWith(begun));
  return blocksOf(numbers).map(({ first, size }) => ipv4Network([...octets, `${first}`], bits - Math.log2(size)));
}

function ipv4Network(octets: readonly string[], bits: number): string {
  return networkOf(`${[...octets, '0', '0', '0'].slice(0, 4).join('.')}/${bits}`);
}

/** Ascending numbers as the fewest blocks whose size is a power of two and divides their first number. */
function blocksOf(numbers: readonly number[]): readonly { readonly first: number; readonly size: number }[] {
  const wanted = new Set(numbers);
  const blocks: { first: number; size: number }[] = [];
  for (let first = 0; first < 256;) {
    if (!wanted.has(first)) {
      first += 1;
      continue;
    }
    let size = 1;
    while (first % (size * 2) === 0 && wanted.has(first + size * 2 - 1)) size *= 2;
    blocks.push({ first, size });
    first += size;
  }
  return blocks;
}
