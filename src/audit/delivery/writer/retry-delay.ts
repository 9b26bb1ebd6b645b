const RETRY_MS = { first: 100, longest: 30_000 } as const;

/** What somebody has to set right is looked at so often, in milliseconds. */
const PAUSED_MS = 5_000;

/** Exponential with full jitter, so that several instances do not come back all at once. In milliseconds. */
export function retryDelayMs(failures: number, { isPaused }: { readonly isPaused: boolean }): number {
  const longest = isPaused ? PAUSED_MS : RETRY_MS.longest;
  const ceiling = Math.min(longest, RETRY_MS.first * 2 ** Math.min(failures, 16));
  return RETRY_MS.first / 2 + Math.random() * ceiling;
}
