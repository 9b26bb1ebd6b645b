import { shownPath } from './fault-place.ts';

const MAX_FRAMES = 25;
/** Frames of the application that are kept before those of packages and of Node. */
const MAX_OWN_FRAMES = 15;
/** What is looked at, however long a stack is. */
const MAX_LINES = 500;
const MAX_LINE = 400;

/** A frame as V8 writes it: `at function (place)` or `at place`; a place is mostly `path:line:column`. */
const FRAME = /^\s{1,20}at (?:(?<label>.{1,200}?) \((?<inner>.*)\)|(?<async>async )?(?<bare>\S.*))$/;
const POSITION = /^(?<path>.*?)(?<position>:\d+(?::\d+)?)$/;
const FOREIGN = /^(?:node:|node_modules\/|native$|<anonymous>|wasm:|index \d|data:|$)/;

/** The parts of one frame. */
export interface StackFrame {
  /** `Shop.order`, `async order`, `new Shop`; empty when the function has no name. */
  readonly label: string;
  /** Without what it would tell of the machine: `src/shop.ts`, `node_modules/pg/lib/client.js`, `node:events`. */
  readonly path: string;
  /** `:17:3`, or nothing. */
  readonly position: string;
}

/**
 * The frames of a stack. The lines above them are left out: they may hold an older message, with what was taken out of
 * the present one.
 */
export function framesOf(stack: string, message: string): readonly StackFrame[] {
  const text = withoutMessage(stack, message).slice(0, MAX_LINES * MAX_LINE);
  const lines = text.split('\n', MAX_LINES);
  return lines.map(frameOf).filter((frame) => frame !== undefined);
}

/** Whether a frame is the application's: neither of a package nor of Node. */
export function isOwnFrame({ path }: StackFrame): boolean {
  return !FOREIGN.test(path);
}

/** As many frames as are kept, in their order: the application's first, since they say where to look. */
export function keptFrames(frames: readonly StackFrame[]): readonly StackFrame[] {
  if (frames.length <= MAX_FRAMES) return frames;
  const own = new Set(frames.filter(isOwnFrame).slice(0, MAX_OWN_FRAMES));
  const others = frames.filter((frame) => !own.has(frame)).slice(0, MAX_FRAMES - own.size);
  const kept = new Set([...own, ...others]);
  return frames.filter((frame) => kept.has(frame));
}

/** The line of a frame, as V8 writes it. */
export function frameLine({ label, path, position }: StackFrame): string {
  const place = `${path}${position}`;
  if (label === '' || label === 'async') return `    at ${label === '' ? '' : 'async '}${place}`;
  return `    at ${label} (${place})`;
}

/** A message may itself hold lines that look like frames. */
function withoutMessage(stack: string, message: string): string {
  const start = stack.slice(0, message.length + MAX_LINE).indexOf(message);
  const isInFirstLine = start >= 0 && !stack.slice(0, start).includes('\n');
  return isInFirstLine ? stack.slice(start + message.length) : stack;
}

function frameOf(line: string): StackFrame | undefined {
  const groups = FRAME.exec(line.slice(0, MAX_LINE))?.groups;
  if (groups === undefined) return undefined;
  const { label = '', inner, bare = '', async = '' } = groups;
  const place = inner ?? bare;
  if (place.startsWith('eval at ')) return { label, path: '<anonymous>', position: '' };
  const { path = place, position = '' } = POSITION.exec(place)?.groups ?? {};
  if (inner === undefined && position === '' && !FOREIGN.test(path)) return undefined; // a line of prose
  return { label: inner === undefined ? async.trim() : label, path: shownPath(path), position };
}
