const DEEPEST_CAUSE = 5;

/**
 * The stack of an error and of its causes, for the server's log. Only stacks are written: other properties, such as
 * the parameters of a failed query, may hold what people typed.
 */
export function describeFault(error: unknown): string {
  const stacks: string[] = [];
  let current = error;
  while (current !== undefined && current !== null && stacks.length < DEEPEST_CAUSE) {
    if (!(current instanceof Error)) {
      stacks.push(`a thrown ${typeof current}, not an Error`);
      break;
    }
    stacks.push(current.stack ?? `${current.name}: ${current.message}`);
    current = current.cause;
  }
  return stacks.join('\nCaused by: ');
}
