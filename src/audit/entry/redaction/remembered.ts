const MOST = 4_096;
const LONGEST = 64;

/** What was found out about short texts, each once: the same few come with every request. */
export class Remembered<Found extends {}> {
  readonly #find: (text: string) => Found;
  readonly #known = new Map<string, Found>();

  constructor(find: (text: string) => Found) {
    this.#find = find;
  }

  of(text: string): Found {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const found = this.#find(text);
    if (text.length <= LONGEST) {
      if (this.#known.size >= MOST) this.#known.clear(); // a stranger's texts could be new ones without end
      // a copy: a part of a longer text would keep all of it in memory
      this.#known.set(Buffer.from(text).toString(), found);
    }
    return found;
  }
}
