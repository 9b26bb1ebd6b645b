import type { NamedTest } from './proofs.ts';

/** A block of a document, by how its code begins. */
export interface NamedBlock {
  readonly document: string;
  readonly begins: string;
}

/** Every block that no test runs, and why. Whatever can be run is not in this list. */
export const NOT_RUN: readonly (NamedBlock & { readonly reason: string })[] = [
  { document: 'CONTRIBUTING.md', begins: 'npm ci', reason: 'it is what runs these tests' },
  { document: 'README.md', begins: 'npm ci && npm test', reason: 'it is what runs these tests' },
  {
    document: 'README.md',
    begins: 'Building …',
    reason: 'what npm start prints; test/integration/start.spec.ts waits for it',
  },
  {
    document: 'README.md',
    begins: '2026-11-23T19:13',
    reason: 'four lines of what docs/first-steps.md shows, which is run',
  },
  {
    document: 'docs/archive.md',
    begins: 'audit-log.json',
    reason: 'names of files; test/integration/audit-archive.spec.ts',
  },
  { document: 'docs/archive.md', begins: 'CREATE EXTERNAL TABLE', reason: 'Athena is not here; the document says so' },
  { document: 'docs/archive.md', begins: 'CREATE TABLE hive', reason: 'Trino is not here; the document says so' },
  {
    document: 'docs/archive.md',
    begins: 'SELECT count() FROM s3',
    reason: 'ClickHouse is not here; the document says so',
  },
  { document: 'docs/archive.md', begins: 'spark.read', reason: 'Spark is not here; the document says so' },
  {
    document: 'docs/performance.md',
    begins: 'npm run bench:reading',
    reason: 'takes half an hour; .ci/run has a trial of it',
  },
  {
    document: 'docs/performance.md',
    begins: 'npm run bench:web',
    reason: 'takes half an hour; .ci/run has a trial of it',
  },
  { document: 'docs/performance.md', begins: 'node bench/reading', reason: 'needs the results of the former' },
  {
    document: 'docs/compatibility.md',
    begins: 'transform: {',
    reason: 'npm run test:matrix runs it, as it installs another Jest: test/package/jest-in-commonjs.matrix-spec.ts',
  },
];

/** Blocks that tests elsewhere run, in ways of their own. */
export const RUN_ELSEWHERE: readonly (NamedBlock & { readonly by: NamedTest })[] = [
  {
    document: 'README.md',
    begins: 'npm ci && npm start',
    by: { file: 'test/integration/start.spec.ts', title: 'should serve and print its addresses with nothing set' },
  },
  {
    document: 'README.md',
    begins: 'DATA_DIR=.data-demo npm run seed:demo',
    by: {
      file: 'test/integration/seed-demo.spec.ts',
      title: 'should tell each working day once, on that day, with what fails, and people who can sign in',
    },
  },
  {
    document: 'docs/using-the-log.md',
    begins: 'DATA_DIR=.data-demo npm run seed:demo',
    by: { file: 'test/web/using-the-log.spec.ts', title: 'should show what it says: %s' },
  },
  ...['CREATE ROLE app_owner', 'ALTER SCHEMA public', 'DATABASE_URL='].map((begins) => ({
    document: 'docs/append-only.md',
    begins,
    by: { file: 'test/integration/start-append-only.spec.ts', title: 'should come to that by what the guide says' },
  })),
  {
    document: 'docs/append-only.md',
    begins: 'GRANT audit_writer',
    by: {
      file: 'test/docs/append-only.spec.ts',
      title: 'should let the application write and read, and its maintenance maintain',
    },
  },
  ...['SELECT year, month', 'SELECT "timestamp", user_label'].map((begins) => ({
    document: 'docs/archive.md',
    begins,
    by: { file: 'test/docs/archive.spec.ts', title: 'should show how DuckDB reads the folders' },
  })),
  {
    document: 'docs/archive.md',
    begins: 'sha256sum',
    by: { file: 'test/docs/archive.spec.ts', title: 'should show how sha256sum checks the files' },
  },
  {
    document: 'docs/reading.md',
    begins: 'const source',
    by: { file: 'test/docs/reading.spec.ts', title: 'should show how a browser follows the log' },
  },
  {
    document: 'docs/search-language.md',
    begins: 'action:login',
    by: { file: 'test/docs/search-language.spec.ts', title: 'should begin with a query that is understood' },
  },
];

export const isNamed = ({ document, begins }: NamedBlock, block: { document: string; code: string }): boolean =>
  document === block.document && block.code.startsWith(begins);
