import type { Entry } from '../api/client.ts';

/** An address, how often it was seen, and when last. */
export interface SeenAddress {
  readonly address: string;
  readonly count: number;
  readonly lastSeen: string;
}

/** The names and ids under which entries tell of a user. */
export interface SeenNames {
  readonly labels: readonly string[];
  readonly ids: readonly string[];
}

/** The addresses that entries came from, most often first. Entries are newest first. */
export function addressesIn(entries: readonly Entry[]): readonly SeenAddress[] {
  const seen = new Map<string, SeenAddress>();
  for (const { ipAddress, timestamp } of entries) {
    if (ipAddress === null) continue;
    const known = seen.get(ipAddress);
    seen.set(ipAddress, { address: ipAddress, count: (known?.count ?? 0) + 1, lastSeen: known?.lastSeen ?? timestamp });
  }
  return [...seen.values()].toSorted((a, b) => b.count - a.count || b.lastSeen.localeCompare(a.lastSeen));
}

/** Under which names somebody has acted, the newest first. */
export function namesIn(entries: readonly Entry[]): SeenNames {
  return {
    labels: distinct(entries.map(({ userLabel }) => userLabel)),
    ids: distinct(entries.map(({ userId }) => userId)),
  };
}

function distinct(values: readonly (string | null)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== null))];
}
