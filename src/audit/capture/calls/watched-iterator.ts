import { types } from 'node:util';
import type { CallWatcher } from './call-watcher.ts';
import { overrideMethod } from './override-method.ts';

type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;
type Step = (...args: unknown[]) => unknown;
interface Steps {
  readonly next: Step;
  readonly return?: Step;
  readonly throw?: Step;
}

/** Iterators and generators, of either kind; not what only can give one, such as a list or a stream. */
export function isIterator(value: unknown): value is AnyIterator {
  if (typeof value !== 'object' || value === null) return false;
  if (!(Symbol.iterator in value || Symbol.asyncIterator in value)) return false;
  return typeof (value as { readonly next?: unknown }).next === 'function';
}

/**
 * Has an iterator tell when it has come to its end, has failed, or was left before, which is no failure. A generator that
 * is never asked does nothing, and so there is nothing to tell.
 * @returns false when the iterator can't be changed
 */
export function watchIterator(iterator: AnyIterator, watcher: CallWatcher): boolean {
  const steps = iterator as unknown as Steps;
  let [last, count, hasBegun, isOver]: [unknown, number, boolean, boolean] = [undefined, 0, false, false];
  const end = (tell: () => void): void => {
    if (!hasBegun || isOver) return;
    isOver = true;
    tell();
  };
  const note = (step: unknown): unknown => {
    const { done, value } = (step ?? {}) as Partial<IteratorResult<unknown>>;
    if (done === true) end(() => watcher.succeed(last, count));
    else [last, count] = [value, count + 1];
    return step;
  };
  const fail = (error: unknown): never => {
    end(() => watcher.fail(error));
    throw error;
  };
  const watched =
    (step: Step): Step =>
    (...args) => {
      let given: unknown;
      try {
        given = watcher.run(() => step.apply(iterator, args));
      } catch (error) {
        return fail(error);
      }
      return types.isPromise(given) ? given.then(note, fail) : note(given);
    };
  const next = watched(steps.next);
  const begin: Step = (...args) => {
    if (!hasBegun) watcher.start();
    hasBegun = true;
    return next(...args);
  };
  if (!overrideMethod(steps, 'next', begin)) return false;
  if (steps.return !== undefined) overrideMethod(steps, 'return', watched(steps.return));
  if (steps.throw !== undefined) overrideMethod(steps, 'throw', watched(steps.throw));
  return true;
}
