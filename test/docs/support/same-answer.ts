/** What is another one each time something is done. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, '<id>'],
  [/\b[\da-f]{8}(?=$|\n)/g, '<part of an id>'],
  [/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g, '<time>'],
  [/"durationMs": [\d.]+/g, '"durationMs": <ms>'],
  [/curl\/[\d.]+/g, 'curl/<version>'],
];

/** An answer as a document shows it and as it was given, made alike where they may differ: ids, times, layout of JSON. */
export function comparable(answer: string, language: string): string {
  const text = language === 'json' ? JSON.stringify(sorted(JSON.parse(answer)), null, 2) : answer.trim();
  return VARYING.reduce((done, [pattern, name]) => done.replaceAll(pattern, name), text);
}

/** With the keys of objects in one order: PostgreSQL has an order of its own in `jsonb`. */
function sorted(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(sorted);
  if (typeof json !== 'object' || json === null) return json;
  const names = Object.keys(json).toSorted();
  return Object.fromEntries(names.map((name) => [name, sorted((json as Record<string, unknown>)[name])]));
}
