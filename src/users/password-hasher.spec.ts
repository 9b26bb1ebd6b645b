import { PasswordHasher } from './password-hasher.ts';

describe('PasswordHasher', () => {
  const hasher = new PasswordHasher();

  it('should make argon2id hashes of the intended cost, each with a salt of its own', async () => {
    const hashes = await Promise.all([hasher.hash('a password'), hasher.hash('a password')]);
    for (const hash of hashes) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it('should know the right password from a wrong one', async () => {
    const hash = await hasher.hash('a password');
    expect(await hasher.verify(hash, 'a password')).toBe(true);
    expect(await hasher.verify(hash, 'a Password')).toBe(false);
    expect(await hasher.verify(hash, '')).toBe(false);
  });

  it('should take a password for the same when only its encoding differs', async () => {
    const composed = 'pa\u00dfw\u00f6rter';
    expect(await hasher.verify(await hasher.hash(composed), composed.normalize('NFD'))).toBe(true);
  });

  it('should say no without a hash, with the work of a real comparison', async () => {
    await hasher.verify(undefined, 'warm up');
    const hash = await hasher.hash('a password');
    const compare = async (known: string | undefined) => {
      const { user } = process.cpuUsage();
      for (let round = 0; round < 5; round += 1) expect(await hasher.verify(known, 'a wrong one')).toBe(false);
      return process.cpuUsage().user - user;
    };
    const [withHash, without] = [await compare(hash), await compare(undefined)];
    expect(without).toBeGreaterThan(withHash / 4);
  });
});
