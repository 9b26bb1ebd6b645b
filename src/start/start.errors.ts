/**
 * A start that cannot go on for a reason the operator can act on.
 * The message is all that is printed: what happened and what to do, one sentence per line, no stack, no secret.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
}
