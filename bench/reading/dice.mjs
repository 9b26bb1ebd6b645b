/** Numbers that look random and are the same for the same seed (xorshift, 32 bits). */
export class Dice {
  #state;

  constructor(seed) {
    this.#state = seed | 0 || 1;
  }

  /** A whole number of 32 bits. */
  bits() {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return state >>> 0;
  }

  /** From 0, below 1. */
  fraction() {
    return this.bits() / 0x1_0000_0000;
  }

  below(limit) {
    return Math.floor(this.fraction() * limit);
  }

  /** Small numbers far more often than large ones: of 1 000, the first hundred have about half. */
  skewedBelow(limit) {
    return Math.floor(this.fraction() ** 3.3 * limit);
  }

  oneOf(choices) {
    return choices[this.below(choices.length)];
  }

  hex(digits) {
    let text = '';
    while (text.length < digits) text += (this.bits() + 0x1_0000_0000).toString(16).slice(1);
    return text.slice(0, digits);
  }
}
