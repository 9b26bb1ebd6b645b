import { createRequire } from 'node:module';
import { readDocument } from './support/documents.ts';
import { writeModule } from './support/typescript-modules.ts';

// What the guide shows are tests: they are defined, and so run, by loading them.
const load: (path: string) => unknown = typeof require === 'function' ? require : createRequire(import.meta.url);

describe('docs/guides/testing.md', () => {
  load(writeModule(readDocument('docs/guides/testing.md')));
});
