import { BlockList, isIP } from 'node:net';
import { AuditError } from '../../audit.errors.ts';
import type { AuditModuleOptions } from '../../audit.options.ts';
import { isAddressOrNetwork, normaliseIpAddress } from '../../entry/ip-address.ts';
import { forwardedClients, lastFirst } from './forwarded-header.ts';

/** Most proxies between a client and the application; what a longer list says beyond is not read. */
export const MAX_HOPS = 32;

const NETWORKS: ReadonlyMap<string, readonly string[]> = new Map([
  ['loopback', ['127.0.0.0/8', '::1/128']],
  ['linklocal', ['169.254.0.0/16', 'fe80::/10']],
  ['uniquelocal', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
]);

/**
 * Whether what this one says of whom it speaks for is believed. Hop 0 is the peer of the socket, whose address is null
 * when it has none, as with Unix sockets.
 */
export type TrustedProxies = (address: string | null, hop: number) => boolean;

/** How a request came in. A header that came several times is one list, as HTTP has it. */
export interface Arrival {
  readonly socketAddress: string | undefined;
  /** `X-Forwarded-For` */
  readonly forwardedFor: string | readonly string[] | undefined;
  /** `Forwarded`; read only where there is no `X-Forwarded-For`. */
  readonly forwarded: string | readonly string[] | undefined;
}

/**
 * What the option says, ready to be asked; undefined when it is not set.
 * @throws {AuditError} AUDIT_OPTIONS_INVALID when it is neither a list of addresses, networks and words nor a number
 */
export function parseTrustedProxies(option: AuditModuleOptions['trustedProxies']): TrustedProxies | undefined {
  if (option === undefined) return undefined;
  if (typeof option === 'number') return firstHops(option);
  if (!Array.isArray(option)) throw invalid('must be a list or a number of hops');
  return membersOf(option as readonly unknown[]);
}

/**
 * Where a request comes from: from the socket on, each trusted proxy is asked whom it speaks for, and the first address
 * that is no trusted proxy is the client's. Who names no address, because the list is at its end, it hides the client or
 * writes what is none, is the last that is known for sure: what stands before may be the client's own invention.
 */
export function clientAddress(arrival: Arrival, isTrusted: TrustedProxies): string | null {
  let address = normaliseIpAddress(arrival.socketAddress);
  let hop = 0;
  for (const named of namedClients(arrival)) {
    const next = hop < MAX_HOPS && isTrusted(address, hop) ? normaliseIpAddress(named) : null;
    if (next === null) return address;
    address = next;
    hop += 1;
  }
  return address;
}

function namedClients({ forwardedFor, forwarded }: Arrival): Iterable<string | undefined> {
  if (forwardedFor !== undefined) return forwardedForClients(String(forwardedFor));
  return forwarded === undefined ? [] : forwardedClients(String(forwarded));
}

function* forwardedForClients(list: string): Generator<string> {
  for (const entry of lastFirst(list)) yield entry.replace(/^"(.*)"$/, '$1');
}

function firstHops(count: number): TrustedProxies {
  if (!Number.isInteger(count) || count < 0 || count > MAX_HOPS) {
    throw invalid(`must be a whole number of hops from 0 to ${MAX_HOPS}, or a list`);
  }
  return (_, hop) => hop < count;
}

function membersOf(proxies: readonly unknown[]): TrustedProxies {
  const list = new BlockList();
  for (const [place, proxy] of proxies.entries()) {
    const networks = (typeof proxy === 'string' && NETWORKS.get(proxy)) || [proxy];
    for (const network of networks) {
      if (typeof network !== 'string' || !isAddressOrNetwork(network)) {
        const words = [...NETWORKS.keys()].join(', ');
        throw invalid(`holds at place ${place} what is no address, no network and none of the words ${words}`);
      }
      addTo(list, network);
    }
  }
  return (address) => address !== null && list.check(address, familyOf(address));
}

function addTo(list: BlockList, network: string): void {
  const [address = '', prefix] = network.split('/');
  if (prefix === undefined) list.addAddress(address, familyOf(address));
  else list.addSubnet(address, Number(prefix), familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

function invalid(message: string): AuditError {
  return new AuditError('AUDIT_OPTIONS_INVALID', { message: `AuditModule: Option "trustedProxies" ${message}.` });
}
