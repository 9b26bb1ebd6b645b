const does: Readonly<Record<string, string>> = {
  'apply-audit-retention': 'Removes from the log what nobody has to keep any more, by the settings of retention.',
  'purge-ended-sessions': 'Removes sessions that have ended or expired.',
  'purge-stray-uploads': 'Removes files that belong to no upload.',
};

export const administration = {
  title: 'Administration',
  lead: 'How the application is doing, and the jobs that keep it clean.',
  overview: {
    title: 'Overview',
    refresh: 'Read again',
    losing: {
      title: 'The log does not get everything',
      lead: 'Entries were lost, refused by the database, or can not be written at the moment. The operator finds the reason in the log of the application.',
    },
    users: 'Users',
    usersOf: (total: string, active: string) => `${total}, of whom ${active} are active`,
    locked: 'Locked accounts',
    resetRequired: 'Accounts that need a new password',
    sessions: 'Open sessions',
    uploads: 'Data uploads',
    uploadsOf: (imported: string, uploaded: string, failed: string) =>
      `${imported} imported, ${uploaded} not imported, ${failed} failed`,
    reconciliations: 'Reconciliations',
    reconciliationsOf: (done: string, open: string, failed: string) =>
      `${done} done, ${open} under way, ${failed} failed`,
    waiting: 'Entries on their way to the log',
    waitingOf: (count: string, age: string) => (count === '0' ? 'None' : `${count}, the oldest for ${age}`),
    lost: 'Entries that are not in the log',
    lostOf: (shed: string, refused: string) => `${shed} lost, ${refused} refused by the database`,
    database: 'Database',
    databaseOf: (version: string, size: string) => `PostgreSQL ${version}, ${size}`,
    version: 'Version',
    started: 'Started',
    uptime: 'Running for',
  },
  jobs: {
    title: 'Maintenance jobs',
    lead: 'Each runs by itself at 03:00 UTC, and leaves an entry. The run of the coming night counts as waiting.',
    name: 'Job',
    waiting: 'Waiting',
    running: 'Running',
    done: 'Done lately',
    failed: 'Failed lately',
    counts: (waiting: string, running: string, done: string, failed: string) =>
      `${waiting} waiting, ${running} running, ${done} done, ${failed} failed`,
    does,
    unknown: 'It runs in the background.',
    run: 'Run now',
    runOf: (name: string) => `Run now: ${name}`,
    askRun: (name: string) => `Run ${name} now?`,
    started: (name: string) => `${name} waits for its turn.`,
  },
} as const;
