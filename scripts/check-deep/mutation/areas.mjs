import { join } from 'node:path';

/**
 * What is mutated by which tests. An area is small, as each of its mutants loads all of its specs.
 * @typedef {object} Area
 * @property {string} name
 * @property {readonly string[]} mutate globs of files
 * @property {readonly string[]} specs regular expressions of paths
 * @property {boolean} needsDatabase whether these specs do
 * @property {boolean} isLight whether they pass with jest.light.config.mjs
 * @property {boolean} isElsewhere whether tests come across it in processes of their own, so that nobody knows which ones do
 * @property {number} atLeast percent of its mutants that tests have to notice
 */

const CRITICAL = 85;

/** All but those that measure time: they take long, and mutants are measured by what they answer. */
const specsIn = (path, names = '[^/]*') => `${join('src/audit', path)}/(?![^/]*\\.linear\\.)${names}\\.spec\\.ts$`;

/**
 * A folder of the library, or some of its files, with the specs beside them and those in `test` that it needs as well;
 * these need a database.
 */
const room = (
  path,
  { files = ['*'], specs = '[^/]*', label = '', tests, isLight = true, isElsewhere = false, atLeast = 70 } = {},
) => ({
  name: [path, label].filter(Boolean).join(': '),
  mutate: files.map((file) => join('src/audit', path, `${file}.ts`)),
  specs: tests === undefined ? [specsIn(path, specs)] : [specsIn(path, specs), `test/(${tests})\\.(e2e-)?spec\\.ts$`],
  needsDatabase: tests !== undefined,
  isLight: isLight && tests === undefined,
  isElsewhere,
  atLeast,
});

/** @type {readonly Area[]} */
export const AREAS = [
  room('reading', { label: 'cursor', files: ['cursor*'], specs: 'cursor.*', atLeast: CRITICAL }),
  room('entry/redaction', {
    label: 'whole',
    files: ['field-names', 'known-texts', 'redact', 'redacted', 'remembered', 'secret-keys', 'text-signs'],
    atLeast: CRITICAL,
  }),
  room('entry/redaction', {
    label: 'forms',
    files: ['payment-numbers', 'secret-forms', 'secret-shapes'],
    atLeast: CRITICAL,
  }),
  room('entry/redaction', {
    label: 'names',
    files: ['encoded-secrets', 'named-secrets', 'secret-extent', 'secret-name-in-text'],
    atLeast: CRITICAL,
  }),
  room('reading/query-language', { atLeast: CRITICAL }),
  room('delivery/journal', {
    label: 'frames',
    files: ['frame', 'frame-stream', 'number-range'],
    specs: '(frame|number-range).*',
    atLeast: CRITICAL,
  }),
  room('delivery/journal', { label: 'lock', files: ['writer-lock'], specs: 'writer-lock.*', atLeast: CRITICAL }),
  room('delivery/journal', {
    label: 'segments',
    files: [
      'batch-reader',
      'disk-journal',
      'frame-buffer',
      'journal*',
      'live-stream',
      'open-intents',
      'orphan-journal',
      'parts',
      'pending-frames',
      'segment*',
      'sync-directory',
    ],
    specs: '(batch|disk|journal|open|orphan|segment).*',
    atLeast: CRITICAL,
  }),
  room('entry'),
  room('entry/json'),
  room('entry/faults'),
  room('delivery', {
    files: [
      'active-trace',
      'audit-metrics',
      'audit.service',
      'delivery-log',
      'gap-ledger',
      'live-journals',
      'orphans',
      'quarantine',
    ],
  }),
  room('delivery', {
    label: 'with a database',
    files: ['audit-gaps', 'delivery', 'delivery-status', 'refusals', 'within'],
    tests: 'integration/audit-(delivery|gaps|recovery|shared-name)',
  }),
  room('delivery/writer', { tests: 'integration/audit-(store.*|delivery)' }),
  room('capture/marks', { tests: 'e2e/audited-calls' }),
  room('capture/calls', { isLight: false }),
  room('capture/http', {
    tests: 'e2e/(answers-to-nobody|audit-(aborted|capture|concurrency|context|policy|proxies)|audited-calls|endings.*)',
  }),
  room('capture/entities', { tests: 'integration/(entity-changes.*|audited-writes)' }),
  room('capture/faults', { tests: '(integration/crash-capture|e2e/audit-capture).*', isElsewhere: true }),
  room('reading', {
    label: 'lists',
    files: [
      'api-*',
      'asking-*',
      'audit-*',
      'entry-*',
      'indexed-*',
      'page-*',
      'query-*',
      'reader-*',
      'reading.*',
      'retry-*',
      'selection-*',
    ],
    specs: '(audit|page).*',
    tests: 'e2e/audit-(access|filters|reading|tenants).*',
  }),
  room('reading/selection', { tests: '(integration/selection-where|e2e/audit-filters).*' }),
  room('reading/database', { tests: '(integration/log-database|e2e/audit-slow-reading)' }),
  room('reading/fields', { tests: '(integration/field-values|e2e/audit-search)' }),
  room('reading/history', { tests: 'e2e/audit-(history|related)' }),
  room('reading/summary', { tests: '(integration/audit-(rollups|summary)|e2e/audit-summary)' }),
  room('reading/export', { tests: 'e2e/audit-export.*' }),
  room('reading/archived', { tests: '(integration/audit-archive-reading|e2e/audit-archive.*)' }),
  room('reading/live', { tests: 'e2e/audit-live.*' }),
  room('lifecycle', {
    tests:
      'integration/(append-only-check|lifecycle-timers|audit-(append-only|month-rollover|recent-text|rollups|text-indexes))',
  }),
  room('lifecycle/retention', { tests: '(integration/audit-(holds|retention)|e2e/audit-(holds|retention))' }),
  room('lifecycle/archive', { tests: '(integration|e2e)/audit-archive.*' }),
  room('reading/reader', { tests: 'e2e/audit-page' }),
  room('page', { tests: 'e2e/audit-page' }),
  room('coverage', { tests: 'integration/audit-coverage' }),
  room('testing', { isLight: false }),
  room('', { label: 'settings', files: ['audit.errors', 'audit.settings'] }),
];

/** What is not mutated, and why. */
export const NOT_MUTATED = {
  'src/audit/index.ts': 'exports only',
  'src/audit/audit.options.ts': 'types only',
  'src/audit/audit.data-source.ts': 'settings of a connection; test/integration/audit-log-database.spec.ts holds them',
  'src/audit/audit*.module*.ts': 'wiring of Nest: a fault in it ends the start of every application of the tests',
  'src/audit/migrations/*.ts':
    'SQL as text, of which a mutant is the empty text; the schema it makes is compared in test/integration/schema.spec.ts',
};

/** Whether a glob, in which only `*` is special, is for a path. */
export function covers(glob, path) {
  return new RegExp(`^${glob.replaceAll('.', String.raw`\.`)}$`.replaceAll('*', '[^/]*')).test(path);
}

/**
 * The areas that are for a place below `src/audit`, narrowed down to it.
 * @param {string} place a folder, or a file, of which `:10-20` may name lines
 */
export function areasOf(place) {
  const file = place.replace(/:[\d:-]+$/, '');
  if (!file.endsWith('.ts')) return AREAS.filter(({ mutate }) => mutate[0].startsWith(`${file.replace(/\/$/, '')}/`));
  return AREAS.filter(({ mutate }) => mutate.some((glob) => covers(glob, file))).map((area) => ({
    ...area,
    mutate: [place],
  }));
}
