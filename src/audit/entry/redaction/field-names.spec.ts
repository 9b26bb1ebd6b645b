import { FieldNames, type NameReader } from './field-names.ts';

/** Reads names as they are, up to their length; `hidden` is shown as something else. Counts how often it is asked. */
class CountingReader implements NameReader {
  readonly asked: string[] = [];

  line(text: string, maxLength: number): string {
    this.asked.push(text);
    return text === 'hidden' ? 'secret' : text.slice(0, maxLength);
  }

  isSecretKey(name: string): boolean {
    return name === 'secret';
  }
}

describe(FieldNames.name, () => {
  it.each([
    ['name', { shown: 'name', bytes: 6, isSecret: false }],
    ['secret', { shown: 'secret', bytes: 8, isSecret: true }],
    ['hidden', { shown: 'secret', bytes: 8, isSecret: true }],
    ['größe', { shown: 'größe', bytes: 9, isSecret: false }],
    ['x'.repeat(500), { shown: 'x'.repeat(200), bytes: 202, isSecret: false }],
  ])('should say of %s the same each time', (name, field) => {
    const names = new FieldNames(new CountingReader());
    expect([names.read(name), names.read(name)]).toEqual([field, field]);
  });

  it('should look once at a name that comes again, unless it is a long one', () => {
    const reader = new CountingReader();
    const names = new FieldNames(reader);
    for (const name of ['name', 'name', 'x'.repeat(64), 'x'.repeat(64), 'x'.repeat(65), 'x'.repeat(65)])
      names.read(name);
    expect(reader.asked.map(({ length }) => length)).toEqual([4, 64, 65, 65]);
  });

  it('should remember no more names than there is room for', () => {
    const reader = new CountingReader();
    const names = new FieldNames(reader);
    for (let index = 0; index < 4_096; index += 1) names.read(`name ${index}`);
    names.read('name 0');
    expect(reader.asked).toHaveLength(4_096);
    names.read('one more');
    names.read('name 0');
    expect(reader.asked).toHaveLength(4_098);
  });
});
