import type { TransactionStep } from './transaction-steps.ts';

/** Rows whose change is not kept. */
export interface Omitted<Sort> {
  readonly rows: number;
  /** What the first of them was. */
  readonly first: Sort;
}

/** What was done in a transaction: what is kept of it, and how much more there was of which sort. */
export interface Taken<Change, Sort> {
  readonly changes: readonly Change[];
  readonly omitted: ReadonlyMap<string, Omitted<Sort>>;
}

interface Savepoint<Sort> {
  readonly name: string;
  readonly kept: number;
  readonly omitted: ReadonlyMap<string, Omitted<Sort>>;
}

/**
 * The changes of one connection that are not committed yet. Follows its transaction and the savepoints in it, so that
 * what was rolled back is forgotten and the rest is not.
 */
export class PendingChanges<Change, Sort extends { readonly name: string }> {
  readonly #limit: number;
  #changes: Change[] = [];
  #omitted: ReadonlyMap<string, Omitted<Sort>> = new Map();
  #savepoints: Savepoint<Sort>[] = [];
  #isOpen: boolean;

  /** @param limit Most changes that are to be kept of one transaction; {@link room} tells how many are left */
  constructor({ limit, isOpen }: { readonly limit: number; readonly isOpen: boolean }) {
    this.#limit = limit;
    this.#isOpen = isOpen;
  }

  /** Whether there is a transaction; outside of one everything is committed at once. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** How many more changes would be kept. */
  get room(): number {
    return this.#limit - this.#changes.length;
  }

  add(change: Change): void {
    this.#changes.push(change);
  }

  /** Counts rows whose change is not kept, by the name of their sort. */
  omit(sort: Sort, rows: number): void {
    const { first, rows: before } = this.#omitted.get(sort.name) ?? { first: sort, rows: 0 };
    this.#omitted = new Map(this.#omitted).set(sort.name, { first, rows: before + rows }); // savepoints keep the old one
  }

  /** Follows the transaction. What was committed by this step is given; undefined when nothing was. */
  follow(done: TransactionStep): Taken<Change, Sort> | undefined {
    switch (done.step) {
      case 'begin':
        this.#isOpen = true; // a second one inside is refused with a warning and changes nothing
        return undefined;
      case 'commit':
        this.#isOpen = false;
        return this.take();
      case 'rollback':
        this.#isOpen = false;
        this.take();
        return undefined;
      case 'savepoint':
        this.#savepoints.push({ name: done.name, kept: this.#changes.length, omitted: this.#omitted });
        return undefined;
      case 'release':
        this.#savepoints.length = Math.max(0, this.#indexOf(done.name));
        return undefined;
      case 'rollback to':
        this.#rollBackTo(done.name);
        return undefined;
    }
  }

  /** Everything, which is then forgotten here. */
  take(): Taken<Change, Sort> {
    const taken = { changes: this.#changes, omitted: this.#omitted };
    this.#changes = [];
    this.#omitted = new Map();
    this.#savepoints = [];
    return taken;
  }

  #rollBackTo(name: string): void {
    const index = this.#indexOf(name);
    const savepoint = this.#savepoints[index];
    this.#changes.length = savepoint?.kept ?? 0; // one that is not known is older than everything that is
    this.#omitted = savepoint?.omitted ?? new Map<string, Omitted<Sort>>();
    this.#savepoints.length = index + 1; // the savepoint itself stays
  }

  /** A name may be given again: the youngest counts. */
  #indexOf(name: string): number {
    return this.#savepoints.findLastIndex((savepoint) => savepoint.name === name);
  }
}
