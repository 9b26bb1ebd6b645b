import { isMarkOfOmission, unknownReasonOf, type UnknownReason } from './known-value.ts';
import type { RecordedChange } from './recorded-change.ts';

/** `absent`: the first that the log tells of it is its creation, later; `unknown`: the log tells nothing of it. */
export const EXISTENCES = ['exists', 'deleted', 'absent', 'unknown'] as const;
export type Existence = (typeof EXISTENCES)[number];

/** One field at one moment, and how that is known. */
export interface FieldState {
  readonly field: string;
  /** As the entry has it, also when that is not all of it. */
  readonly value: unknown;
  /** Why the value is not known, or not all of it; null when it is. */
  readonly unknown: UnknownReason | null;
  /**
   * `to`: the entry, the last before that moment, has made it so. `from`: it was so before the entry, the first after
   * that moment.
   */
  readonly basis: 'to' | 'from';
  /** Between the entry and that moment lies another one that had to leave out fields: this may have been among them. */
  readonly isDoubtful: boolean;
  readonly entryId: string;
  readonly timestamp: Date;
}

/** A thing at one moment, as far as the log tells. */
export interface ThingState {
  readonly existence: Existence;
  /** Its creation is among the entries: what has no field here had no value. */
  readonly hasCreation: boolean;
  /** By name. Of a thing that was deleted: what it was left with. */
  readonly fields: readonly FieldState[];
}

/** More fields than these are not kept: nothing has as many. */
export const MOST_FIELDS = 1_000;

/**
 * Puts a state together from entries around a moment: first those up to it, newest first, by {@link earlier}; then those
 * after it, oldest first, by {@link later}. What is found stays true however many entries follow, so it may end anywhere.
 */
export class StateFold {
  readonly #fields = new Map<string, FieldState>();
  /** Said by the nearest of the entries that create, delete or restore. */
  #existence: Existence | undefined;
  #isMentioned = false;
  #hasCreation = false;
  #isSettled = false;
  #isDoubtful = false;
  #hasTurned = false;
  #isFull = false;

  /** No entry further away can tell more. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Entries after the moment may tell more: a thing whose creation was found had no other fields. */
  get wantsLater(): boolean {
    return !this.#hasCreation && this.#existence !== 'deleted';
  }

  /** There were more than {@link MOST_FIELDS} fields. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** The next older entry, the first being the last one at or before the moment. */
  earlier(change: RecordedChange): void {
    if (this.#isSettled) return;
    const { actionType } = change;
    if (actionType === 'delete' && this.#hasCreation) {
      this.#isSettled = true; // an earlier life of what has the same id
      return;
    }
    this.#isMentioned = true;
    if (actionType === 'delete') this.#existence ??= 'deleted';
    if (['create', 'upsert', 'restore'].includes(actionType)) this.#existence ??= 'exists';
    // a second entry may tell of the same creation, so older ones are still looked at
    if (actionType === 'create') this.#hasCreation = true;
    this.#keep(change, 'to');
  }

  /** The next newer entry, the first being the first one after the moment. */
  later(change: RecordedChange): void {
    if (!this.#hasTurned) {
      this.#hasTurned = true;
      this.#isSettled = false;
      this.#isDoubtful = false;
    }
    if (this.#isSettled || !this.wantsLater) return;
    if (change.actionType === 'create') {
      if (!this.#isMentioned) this.#existence = 'absent';
      this.#isSettled = true; // what follows is another life
      return;
    }
    if (!this.#isMentioned && change.actionType !== 'upsert') {
      this.#existence ??= change.actionType === 'restore' ? 'deleted' : 'exists';
    }
    if (change.actionType === 'delete') this.#isSettled = true;
    this.#keep(change, 'from');
  }

  state(): ThingState {
    const existence = this.#existence ?? (this.#isMentioned ? 'exists' : 'unknown');
    const fields = [...this.#fields.values()].toSorted((a, b) => (a.field < b.field ? -1 : 1));
    return { existence, hasCreation: this.#hasCreation, fields };
  }

  #keep({ id, timestamp, changes }: RecordedChange, basis: FieldState['basis']): void {
    const told = Object.entries<unknown>(changes ?? {});
    for (const [field, change] of told) {
      if (isMarkOfOmission(field, change) || this.#fields.has(field)) continue;
      if (this.#fields.size === MOST_FIELDS) {
        this.#isFull = true;
        return;
      }
      const { value, unknown } = valueOf(change, basis);
      const isDoubtful = this.#isDoubtful;
      this.#fields.set(field, { field, value, unknown, basis, isDoubtful, entryId: id, timestamp });
    }
    this.#isDoubtful ||= told.some(([name, change]) => isMarkOfOmission(name, change));
  }
}

/**
 * What a thing was at a moment, by all that succeeded of what was done to it, in any order. Entries may be missing that
 * are older than the moment, as old ones are removed.
 * @param at Entries of this very moment count.
 */
export function stateAt(entries: readonly RecordedChange[], at: Date): ThingState {
  const ordered = entries.toSorted((a, b) => a.timestamp.getTime() - b.timestamp.getTime() || (a.id < b.id ? -1 : 1));
  const fold = new StateFold();
  for (const change of ordered.filter(({ timestamp }) => timestamp <= at).toReversed()) fold.earlier(change);
  for (const change of ordered.filter(({ timestamp }) => timestamp > at)) fold.later(change);
  return fold.state();
}

/** A change that was cut as a whole, or that a caller has given in a form of its own, tells no value. */
function valueOf(change: unknown, basis: FieldState['basis']): Pick<FieldState, 'value' | 'unknown'> {
  if (typeof change !== 'object' || change === null || !Object.hasOwn(change, basis)) {
    return { value: null, unknown: unknownReasonOf(change) ?? 'untold' };
  }
  const value = (change as Readonly<Record<string, unknown>>)[basis];
  return { value, unknown: unknownReasonOf(value) };
}
