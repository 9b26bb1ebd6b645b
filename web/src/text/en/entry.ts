export const entry = {
  title: 'Entry',
  changes: {
    title: 'What was changed',
    attempted: 'What should have been changed',
    field: 'Field',
    before: 'Before',
    after: 'After',
    wanted: 'Wanted',
    none: 'nothing',
    empty: 'empty text',
    unknown: {
      redacted: 'a secret',
      cut: 'cut',
      unreadable: 'not readable',
      untold: 'not known',
    },
    unknownLead: {
      redacted: 'It is never written into the log. That it was changed, is.',
      cut: 'It was too long to be recorded as a whole.',
      unreadable: 'It could not be read when this was recorded.',
      untold: 'The database did not tell it.',
    },
    omitted: (count: string) => `${count} more fields were changed than an entry has room for.`,
  },
} as const;
