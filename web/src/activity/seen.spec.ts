import type { Entry } from '../api/client.ts';
import { addressesIn, namesIn } from './seen.ts';

function entry(part: Partial<Entry>): Entry {
  return { ipAddress: null, userId: null, userLabel: null, timestamp: '2026-01-01T00:00:00.000Z', ...part } as Entry;
}

describe(addressesIn, () => {
  it('should count addresses, most often first, with the newest time of each', () => {
    const entries = [
      entry({ ipAddress: '10.0.0.1', timestamp: '2026-01-04T00:00:00.000Z' }),
      entry({ ipAddress: '10.0.0.2', timestamp: '2026-01-03T00:00:00.000Z' }),
      entry({}),
      entry({ ipAddress: '10.0.0.2', timestamp: '2026-01-02T00:00:00.000Z' }),
    ];
    expect(addressesIn(entries)).toEqual([
      { address: '10.0.0.2', count: 2, lastSeen: '2026-01-03T00:00:00.000Z' },
      { address: '10.0.0.1', count: 1, lastSeen: '2026-01-04T00:00:00.000Z' },
    ]);
  });
});

describe(namesIn, () => {
  it('should tell every name once, the newest first', () => {
    const entries = [
      entry({ userId: 'u1', userLabel: 'new@example.com' }),
      entry({ userId: 'u1', userLabel: 'old@example.com' }),
      entry({ userLabel: 'new@example.com' }),
    ];
    expect(namesIn(entries)).toEqual({ labels: ['new@example.com', 'old@example.com'], ids: ['u1'] });
  });
});
