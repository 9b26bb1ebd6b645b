import { isIP, SocketAddress } from 'node:net';

const IPV4_MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/;

/** An IPv6 address in brackets, or an IPv4 address, each with or without a port; RFC 7239 lets proxies hide the port. */
const WITH_PORT = /^(?:\[([^\]]+)\]|(\d+\.\d+\.\d+\.\d+))(?::(?:\d{1,5}|_[\w.-]+))?$/;

/**
 * An address as `inet` takes it and in one spelling: no port, no brackets, no zone id, IPv4 instead of IPv4-mapped IPv6,
 * IPv6 in lower case and shortened. Null for what is not an address.
 */
export function normaliseIpAddress(address: unknown): string | null {
  if (typeof address !== 'string') return null;
  const [, ipv6, ipv4] = WITH_PORT.exec(address) ?? [];
  const bare = ipv6 ?? ipv4 ?? address;
  const version = isIP(bare);
  if (version === 4) return ipv6 === undefined ? bare : null;
  return version === 6 ? shortened(bare.split('%', 1)[0] ?? '') : null;
}

function shortened(ipv6: string): string {
  const { address } = new SocketAddress({ address: ipv6, family: 'ipv6' });
  return IPV4_MAPPED.exec(address)?.[1] ?? address;
}

/** An address, or a network in CIDR notation: `203.0.113.7`, `10.0.0.0/8`, `2001:db8::/32`. */
export function isAddressOrNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || address.includes('%')) return false;
  if (prefix === undefined) return true;
  return /^(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128);
}
