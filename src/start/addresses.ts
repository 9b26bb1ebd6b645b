/** Addresses that stand for every network of the machine; nobody can open them in a browser. */
const EVERYWHERE = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['[::]', '[::1]'],
]);

/** What a person can open, from the address the server listens on. */
export function browsableUrl(listening: string): string {
  const url = new URL(listening);
  url.hostname = EVERYWHERE.get(url.hostname) ?? url.hostname;
  return url.origin;
}
