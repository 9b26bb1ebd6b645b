import { BlockList, isIP } from 'node:net';

/**
 * Turns `true`, `false` or a comma-separated list of addresses and CIDR blocks into what Fastify's `trustProxy` takes.
 * A text that is none of these comes back as it is, so that its message can show it.
 */
export function parseTrustedProxies(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  const proxies = value.split(',').map((part) => part.trim());
  return proxies.every(isAddressOrBlock) ? proxies : value;
}

function isAddressOrBlock(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  if (!/^\d{1,3}$/.test(prefix)) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
    return true;
  } catch {
    return false;
  }
}
