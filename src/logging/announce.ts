/**
 * Tells the person who started the application something, as plain text on standard output.
 * For the few lines of a start and a stop; everything else is logged.
 */
export function announce(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Takes a line of progress; functions that may take long are given one. */
export type Announce = (line: string) => void;
