/** The values of a statement, numbered as they are added. */
export class SqlValues {
  readonly #values: unknown[] = [];

  /** @returns the placeholder, such as `$3` */
  add(value: unknown): string {
    this.#values.push(value);
    return `$${this.#values.length}`;
  }

  /** In the order of their placeholders. */
  get all(): unknown[] {
    return this.#values;
  }
}
