export const activity = { title: 'User activity' } as const;
