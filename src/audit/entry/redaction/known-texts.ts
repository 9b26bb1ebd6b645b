const MOST = 2_000;
const LONGEST = 300;

/** Short texts of which something is known: the same few come with every request. */
export class KnownTexts {
  readonly #texts = new Set<string>();

  has(text: string): boolean {
    return this.#texts.has(text);
  }

  add(text: string): void {
    if (text.length > LONGEST) return;
    if (this.#texts.size >= MOST) this.#texts.clear(); // a stranger's texts could be new ones without end
    this.#texts.add(Buffer.from(text).toString()); // a copy: a part of a longer text would keep all of it in memory
  }
}
