// Tests that start many processes, or work through much data, one after the other: a quarter of the time of all. They run by
// `npm run test:long`, and in continuous integration; `npm test` is for every change and leaves them out.
exports.LONG = [
  'test/crash/',
  'test/docs/commands.spec.ts',
  'test/docs/first-steps.spec.ts',
  'test/integration/audit-archive-command.spec.ts',
  'test/integration/audit-gaps-command.spec.ts',
  'test/integration/crash-capture.spec.ts',
  'test/integration/crash-capture-hosts.spec.ts',
  'test/integration/import-large.spec.ts',
  'test/integration/jobs-restart.spec.ts',
  'test/integration/matching-many.spec.ts',
  'test/integration/start.spec.ts',
  'test/integration/start-append-only.spec.ts',
  'test/integration/start-as-user.spec.ts',
  'test/package/application.spec.ts',
  'test/web/using-the-log.spec.ts',
];

/** Jest's `filter`. */
exports.choose = (paths, isWanted) => ({ filtered: paths.filter(isWanted) });

exports.isLong = (path) => exports.LONG.some((place) => path.replaceAll('\\', '/').includes(`/${place}`));
