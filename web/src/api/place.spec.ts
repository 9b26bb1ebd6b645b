import { apiAddress } from './place.ts';

describe('apiAddress', () => {
  it.each([
    ['/api/v1', '/api/v1/audit-logs?limit=50', '/api/v1/audit-logs?limit=50'],
    ['', '/api/v1/audit-logs?limit=50', '/audit-logs?limit=50'],
    ['/admin/api', 'http://127.0.0.1:3000/api/v1/audit-logs/a%2Fb', 'http://127.0.0.1:3000/admin/api/audit-logs/a%2Fb'],
    ['/admin', '/elsewhere/api/v1/x', '/elsewhere/api/v1/x'],
  ])('should find below "%s": %s', (api, typed, address) => {
    expect(apiAddress(typed, { api })).toBe(address);
  });
});
