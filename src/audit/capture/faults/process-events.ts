/** Somebody who sees the events of the process pass. */
export interface Passage {
  /** @returns what the emitter is answered in the place of the listeners; undefined lets the event go on to them */
  before(name: unknown, args: readonly unknown[]): boolean | undefined;
  /** There are listeners; they have been called, and none has thrown. */
  after(name: unknown, args: readonly unknown[]): void;
}

type Emit = (this: unknown, name: unknown, ...args: unknown[]) => boolean;

/**
 * Meets every event of the process before its listeners do, and is none of them.
 * @returns what ends that; false when it can't be ended, because somebody else stands in front by now and hands on to here
 */
export function meetProcessEvents(passage: Passage): () => boolean {
  const before = Object.getOwnPropertyDescriptor(process, 'emit');
  const emit = Reflect.get(process, 'emit') as Emit;
  // Its frame is in the stack of what a listener makes, so there is no other between.
  const emitWatched: Emit = function (name, ...args) {
    const answer = passage.before(name, args);
    if (answer !== undefined) return answer;
    const isHeard = Reflect.apply(emit, this, [name, ...args]);
    if (isHeard) passage.after(name, args);
    return isHeard;
  };
  Object.defineProperty(process, 'emit', { value: emitWatched, configurable: true, writable: true, enumerable: false });
  return () => {
    if (Reflect.get(process, 'emit') !== emitWatched) return false;
    if (before === undefined) return Reflect.deleteProperty(process, 'emit');
    Object.defineProperty(process, 'emit', before);
    return true;
  };
}
