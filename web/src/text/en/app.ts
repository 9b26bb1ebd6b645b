export const app = {
  name: 'Audit log',
  skip: 'Skip to the content',
  menu: 'Menu',
  navigation: 'Main',
  sections: { investigate: 'Investigate', application: 'Application' },
  pages: {
    log: 'Log',
    errors: 'Errors',
    history: 'History',
    activity: 'User activity',
    exports: 'Exports',
    holds: 'Legal holds',
  },
  documentTitle: (page: string) => `${page} · Audit log`,
  theme: { label: 'Colours', light: 'Light', dark: 'Dark', auto: 'As the system' },
  notFound: { title: 'There is no such page', lead: 'The address may be mistyped.', back: 'To the log' },
  broken: { title: 'The page has broken', lead: 'What is stored is not affected.', again: 'Load it again' },
} as const;
