export const host = {
  acts: 'What can be done',
  cancel: 'Cancel',
  final: 'There is no way back.',
  inTheLog: 'In the log',
  never: 'Never',
  none: 'None',
  pager: {
    label: 'Pages',
    shown: (first: string, last: string, total: string) => (total === '0' ? 'None' : `${first}–${last} of ${total}`),
    previous: 'Previous',
    next: 'Next',
  },
  filter: { any: 'Any' },
} as const;
