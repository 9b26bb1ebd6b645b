import { isIP } from 'node:net';

const IPV4_MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** An address as `inet` takes it: IPv4 instead of IPv4-mapped IPv6, no zone id. Null for what is not an address. */
export function normaliseIpAddress(address: string | undefined): string | null {
  if (address === undefined) return null;
  const withoutZone = address.split('%', 1)[0] ?? '';
  const bare = IPV4_MAPPED.exec(withoutZone)?.[1] ?? withoutZone;
  return isIP(bare) === 0 ? null : bare;
}

/** An address, or a network in CIDR notation: `203.0.113.7`, `10.0.0.0/8`, `2001:db8::/32`. */
export function isAddressOrNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || address.includes('%')) return false;
  if (prefix === undefined) return true;
  return /^(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128);
}
