import { clientOf } from './client.ts';

describe('clientOf', () => {
  it('should bound what is kept of a request', () => {
    const client = clientOf({ ip: '1'.repeat(100), headers: { 'user-agent': 'x'.repeat(1000) } });
    expect(client.ipAddress).toHaveLength(64);
    expect(client.userAgent).toHaveLength(512);
  });

  it('should do without a user agent', () => {
    expect(clientOf({ ip: '127.0.0.1', headers: {} })).toEqual({ ipAddress: '127.0.0.1', userAgent: null });
  });
});
