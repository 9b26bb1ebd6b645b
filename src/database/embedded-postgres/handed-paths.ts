import { closeSync, openSync } from 'node:fs';

/** Files or folders as a child process may reach them. */
export interface HandedPaths {
  /** What to write on the child's command line, in the order given. */
  readonly arguments: readonly string[];
  /** What to add to the child's `stdio` behind standard error. */
  readonly descriptors: readonly number[];
  /** To be called once the child runs. */
  close(): void;
}

/**
 * Root may keep DATA_DIR below a folder the server's user cannot enter, such as /root. A child that runs as another
 * user is therefore given the open folder itself, to which the way does not matter.
 */
export function handPaths(paths: readonly string[], options: { readonly toOtherUser: boolean }): HandedPaths {
  if (!options.toOtherUser || process.platform !== 'linux') {
    return { arguments: paths, descriptors: [], close: () => undefined };
  }
  const descriptors = paths.map((path) => openSync(path, 'r'));
  return {
    arguments: descriptors.map((_, index) => `/proc/self/fd/${index + 3}`),
    descriptors,
    close: () => descriptors.forEach((descriptor) => closeSync(descriptor)),
  };
}
