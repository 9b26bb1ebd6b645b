import { inWords } from './value-words.ts';

describe(inWords, () => {
  it.each([
    ['session.length_minutes', 480, '480 minutes'],
    ['audit.retention_days', 2557, '2,557 days'],
    ['data_upload.max_bytes', 268_435_456, '268,435,456 bytes (268 MB)'],
    ['password.min_length', 12, '12'],
    ['audit.retention_preset', 'hipaa', 'hipaa'],
    ['audit.retention_preset', null, 'Not set'],
  ])('should write %s of %s as %s', (key, value, written) => {
    expect(inWords({ key }, value)).toBe(written);
  });
});
