import { isSettingKey, isValueOf, SETTING_KEYS, SETTINGS } from './setting-catalogue.ts';

describe('the catalogue of settings', () => {
  it('should list the settings in its order, with defaults that hold back nobody', () => {
    expect(SETTING_KEYS.map((key) => [key, SETTINGS[key].default])).toEqual([
      ['password.min_length', 12],
      ['sign_in.failures_to_lock', 5],
      ['sign_in.lock_minutes', 15],
      ['session.length_minutes', 480],
      ['data_upload.max_bytes', 268_435_456],
      ['data_upload.signing_key', null],
      ['audit.retention_days', 2557],
      ['audit.retention_rules', null],
      ['audit.archive_days', 0],
      ['audit.retention_preset', null],
    ]);
  });

  it.each(SETTING_KEYS)('should have a default for %s that fits it', (key) => {
    expect(isValueOf(key, SETTINGS[key].default)).toBe(true);
  });

  it.each([
    ['password.min_length', 12, 128],
    ['sign_in.failures_to_lock', 3, 20],
    ['sign_in.lock_minutes', 1, 1440],
    ['session.length_minutes', 5, 1440],
    ['data_upload.max_bytes', 1024, 10_737_418_240],
    ['audit.retention_days', 365, 36_500],
  ] as const)('should take %s from %d to %d', (key, least, most) => {
    expect([least - 1, least, most, most + 1].map((value) => isValueOf(key, value))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it.each(['', 'constructor', '__proto__', 'toString', 'PASSWORD.MIN_LENGTH', 'password'])(
    'should not take %j for a key',
    (key) => {
      expect(isSettingKey(key)).toBe(false);
    },
  );
});
