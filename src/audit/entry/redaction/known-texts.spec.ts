import { KnownTexts } from './known-texts.ts';

describe(KnownTexts.name, () => {
  it('should know what was added, unless it is long', () => {
    const texts = new KnownTexts();
    for (const text of ['', 'a', 'x'.repeat(300), 'y'.repeat(301)]) texts.add(text);
    const asked = ['', 'a', 'x'.repeat(300), 'y'.repeat(301), 'b'];
    expect(asked.map((text) => texts.has(text))).toEqual([true, true, true, false, false]);
  });

  it('should know no more than there is room for', () => {
    const texts = new KnownTexts();
    for (let index = 0; index < 2_000; index += 1) texts.add(`text ${index}`);
    expect([texts.has('text 0'), texts.has('text 1999')]).toEqual([true, true]);
    texts.add('one more');
    expect([texts.has('text 0'), texts.has('one more')]).toEqual([false, true]);
  });
});
