import { retentionRules } from './retention-settings.ts';

describe('rules of retention', () => {
  it('should be read with category, severity and days', () => {
    expect(retentionRules('request=90, request/ERROR=730, */CRITICAL=3650,request/none=30')).toEqual([
      { category: 'request', days: 90 },
      { category: 'request', severity: 'ERROR', days: 730 },
      { severity: 'CRITICAL', days: 3650 },
      { category: 'request', severity: null, days: 30 },
    ]);
  });

  it.each(['request/critical=30', 'request/EROR=30', '*/=1', 'request', '=3'])('should leave out %p', (text) => {
    expect(retentionRules(text)).toEqual([]);
  });
});
