export const entry = { title: 'Entry' } as const;
