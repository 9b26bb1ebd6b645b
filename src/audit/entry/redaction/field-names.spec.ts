import { FieldNames, type NameReader } from './field-names.ts';

/** Reads names as they are, up to their length; `hidden` is shown as something else. */
class PlainReader implements NameReader {
  line(text: string, maxLength: number): string {
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
    const names = new FieldNames(new PlainReader());
    expect([names.read(name), names.read(name)]).toEqual([field, field]);
  });
});
