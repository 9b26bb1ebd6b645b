export const session = {
  unknown: {
    title: 'You are not signed in',
    lead: 'Sign in to the application, then open this page again.',
    ended: 'Your session has ended. Sign in to the application again, then open this page again.',
    signIn: 'Sign in',
    again: 'Try again',
  },
  person: (label: string) => `You read as ${label}`,
} as const;
