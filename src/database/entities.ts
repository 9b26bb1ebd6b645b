/** Every entity of the application, by class: globs would pick up stale files and tests differ from the build. */
export const entities: readonly (abstract new (...args: never[]) => object)[] = [];
