export const errors = {
  title: 'Errors',
  lead: 'Every fault once, however often it has happened. Open one to see its entries.',
  caption: 'Faults',
  columns: {
    fault: 'Fault',
    severity: 'Severity',
    trend: 'Over time',
    count: 'How often',
    users: 'Users',
    firstSeen: 'First in this time',
    lastSeen: 'Last seen',
  },
  unnamed: 'Without a name',
  latest: 'Latest entry',
  nobody: 'none signed in',
  found: (count: number) => (count === 1 ? '1 fault' : `${count} different faults`),
  estimated:
    'There is too much to count in a moment: only the newest entries with a fault were counted. Numbers are at least so high.',
  peak: (count: string, when: string) => `At most ${count}, at ${when}`,
  page: (page: string) => `Page ${page}`,
  pages: { first: 'First page', previous: 'Previous page', next: 'Next page', last: 'Last page' },
} as const;
