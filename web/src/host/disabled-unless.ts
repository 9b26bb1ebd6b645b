/**
 * Has a button look disabled and say so, but keep the focus: for those that are disabled by what they have just done.
 * What it does has to ask the same again.
 */
export function disabledUnless(isPossible: boolean): {
  readonly 'data-disabled'?: true;
  readonly 'aria-disabled'?: true;
} {
  return isPossible ? {} : { 'data-disabled': true, 'aria-disabled': true };
}
