/** Describes the `id` of the routes about one user. */
export const USER_ID = {
  name: 'id',
  description: 'The id of the user, a UUID.',
  example: '0b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11',
} as const;
