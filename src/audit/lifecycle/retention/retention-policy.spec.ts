import { checkPolicy, daysOf, RETENTION_PRESETS, type RetentionPolicy } from './retention-policy.ts';

const POLICY: RetentionPolicy = {
  days: 365,
  rules: [
    { category: 'request', days: 90 },
    { category: 'request', severity: 'ERROR', days: 400 },
    { severity: 'CRITICAL', days: 3650 },
    { category: 'data_operation', severity: null, days: 30 },
  ],
};

describe(daysOf, () => {
  it.each([
    ['authentication', null, 365],
    ['request', null, 90],
    ['request', 'WARNING', 90],
    ['request', 'ERROR', 400],
    ['request', 'CRITICAL', 3650],
    ['authentication', 'CRITICAL', 3650],
    ['data_operation', null, 30],
    ['data_operation', 'WARNING', 365],
  ])('should keep %s of severity %s for %d days', (category, severity, days) => {
    expect(daysOf({ category, severity }, POLICY)).toBe(days);
  });
});

describe(checkPolicy, () => {
  it.each([...Object.values(RETENTION_PRESETS), POLICY, { days: 1, archiveDays: 1 }])('should take %j', (policy) => {
    expect(() => checkPolicy(policy)).not.toThrow();
  });

  it.each<[unknown, string]>([
    [{ days: 0 }, 'days must be'],
    [{ days: 1.5 }, 'days must be'],
    [{ days: Number.NaN }, 'days must be'],
    [{ days: 40_000 }, 'days must be'],
    [{ days: 9, rules: [{ category: 'a', days: -1 }] }, 'rules[0].days must be'],
    [{ days: 9, rules: [{ days: 5 }] }, 'rules[0] is for every entry'],
    [{ days: 9, rules: [{ severity: 'INFO', days: 5 }] }, 'rules[0].severity is none of'],
    [{ days: 9, archiveDays: 8 }, 'archiveDays is 8, but some entries stay in the database for 9 days'],
    [{ days: 9, rules: [{ category: 'a', days: 20 }], archiveDays: 19 }, 'archiveDays is 19'],
    [{ days: 9, archiveDays: 0 }, 'archiveDays must be'],
  ])('should refuse %j', (policy, reason) => {
    expect(() => checkPolicy(policy as RetentionPolicy)).toThrow(reason);
  });
});
