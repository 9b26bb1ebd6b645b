/**
 * Puts another method into the place of one, for this object alone.
 * @returns false when the object is frozen
 */
export function overrideMethod(holder: object, key: string, method: (...args: never[]) => unknown): boolean {
  return Reflect.defineProperty(holder, key, { value: method, configurable: true, writable: true, enumerable: false });
}
