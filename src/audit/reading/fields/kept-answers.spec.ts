import { KeptAnswers } from './kept-answers.ts';

describe(KeptAnswers, () => {
  let asked: number;
  const find = (): Promise<number> => Promise.resolve((asked += 1));
  beforeEach(() => {
    asked = 0;
  });

  it('should give an answer again for a while, to each question its own', async () => {
    const kept = new KeptAnswers<number>(1_000);
    expect(await kept.get('a', 0, find)).toBe(1);
    expect(await kept.get('b', 0, find)).toBe(2);
    expect(await kept.get('a', 999, find)).toBe(1);
    expect(await kept.get('a', 1_000, find)).toBe(3);
  });

  it('should ask once for all who ask at the same time', async () => {
    const kept = new KeptAnswers<number>(1_000);
    expect(await Promise.all([1, 2, 3].map(() => kept.get('a', 0, find)))).toEqual([1, 1, 1]);
  });

  it('should ask anew when the clock was set back', async () => {
    const kept = new KeptAnswers<number>(1_000);
    await kept.get('a', 10_000, find);
    expect(await kept.get('a', 0, find)).toBe(2);
  });

  it('should not keep what has failed', async () => {
    const kept = new KeptAnswers<number>(1_000);
    const failing = kept.get('a', 0, () => Promise.reject(new Error('away')));
    await expect(failing).rejects.toThrow('away');
    expect(await kept.get('a', 0, find)).toBe(1);
  });

  it('should keep no more than its most', async () => {
    const kept = new KeptAnswers<number>(1_000);
    for (let question = 0; question <= 500; question += 1) await kept.get(String(question), 0, find);
    expect(await kept.get('500', 0, find)).toBe(501);
    expect(await kept.get('0', 0, find)).toBe(502);
  });
});
