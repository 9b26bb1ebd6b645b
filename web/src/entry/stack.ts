/** One line of a stack. */
interface Frame {
  readonly line: string;
  /** The application's, neither of a package nor of Node. */
  readonly isOwn: boolean;
}

const FRAME = /^\s*at /;
const FOREIGN = /(?:^|[(\s])(?:node:|node_modules\/|native\b|<anonymous>|wasm:|data:|index \d)/;

/** The application's frames first, since they say where to look; then those of libraries. Each in its order. */
export function foldedStack(stack: string): { readonly own: readonly string[]; readonly others: readonly string[] } {
  const frames = framesOf(stack);
  const linesOf = (isOwn: boolean) => frames.filter((frame) => frame.isOwn === isOwn).map(({ line }) => line);
  return { own: linesOf(true), others: linesOf(false) };
}

/** The frames of a stack, without the lines above them. */
function framesOf(stack: string): readonly Frame[] {
  return stack
    .split('\n')
    .filter((line) => FRAME.test(line))
    .map((line) => line.trim())
    .map((line) => ({ line, isOwn: !FOREIGN.test(line) }));
}
