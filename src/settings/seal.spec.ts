import { assert, property, string } from 'fast-check';
import { seal, unseal } from './seal.ts';

const UNDER = { secret: 's'.repeat(32), name: 'data_upload.signing_key' };
const TEXT = 'a key of signatures, nobody else knows';

describe('seal', () => {
  it('should give back what was sealed', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        expect(unseal(seal(text, UNDER), UNDER)).toBe(text);
      }),
    );
  });

  it('should look different each time, and never like the text', () => {
    const seals = Array.from({ length: 20 }, () => seal(TEXT, UNDER));
    expect(new Set(seals).size).toBe(20);
    for (const sealed of seals) expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain(TEXT);
  });
});

describe('unseal', () => {
  it.each([
    ['another secret', { ...UNDER, secret: 't'.repeat(32) }],
    ['another name', { ...UNDER, name: 'data_upload.other_key' }],
  ])('should not open under %s', (_, under) => {
    expect(unseal(seal(TEXT, UNDER), under)).toBeUndefined();
  });

  it('should notice the change of any single byte, and a missing end', () => {
    const bytes = Buffer.from(seal(TEXT, UNDER), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      expect(unseal(changed.toString('base64url'), UNDER)).toBeUndefined();
      expect(unseal(bytes.subarray(0, at).toString('base64url'), UNDER)).toBeUndefined();
    }
  });

  it('should never throw, whatever it is given', () => {
    assert(
      property(string(), (text) => {
        expect(unseal(text, UNDER)).toBeUndefined();
      }),
    );
  });
});
