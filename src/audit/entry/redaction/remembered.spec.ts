import { Remembered } from './remembered.ts';

describe(Remembered.name, () => {
  const asked: string[] = [];
  const lengths = (): Remembered<number> =>
    new Remembered((text) => {
      asked.push(text);
      return text.length;
    });
  beforeEach(() => asked.splice(0));

  it('should find out once about a text that comes again, unless it is a long one', () => {
    const known = lengths();
    const texts = ['', '', 'name', 'name', 'x'.repeat(64), 'x'.repeat(64), 'x'.repeat(65), 'x'.repeat(65)];
    expect(texts.map((text) => known.of(text))).toEqual([0, 0, 4, 4, 64, 64, 65, 65]);
    expect(asked.map(({ length }) => length)).toEqual([0, 4, 64, 65, 65]);
  });

  it('should remember no more texts than there is room for', () => {
    const known = lengths();
    for (let index = 0; index < 4_096; index += 1) known.of(`name ${index}`);
    known.of('name 0');
    expect(asked).toHaveLength(4_096);
    known.of('one more');
    known.of('name 0');
    expect(asked).toHaveLength(4_098);
  });
});
