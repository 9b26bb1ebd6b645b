import { errorCatalogue } from '../problem/app-error.ts';

/** What the accounts refuse. */
export const usersErrors = errorCatalogue({
  USER_NOT_FOUND: { status: 404, message: 'No user has this id. Check the id, or list the users with GET /users.' },
  EMAIL_TAKEN: {
    status: 409,
    message: 'Another user already has this e-mail address. Choose another address, or change that user.',
  },
  LAST_ADMIN: {
    status: 409,
    message: 'This is the last active administrator. Make another user administrator first.',
  },
  OWN_ACCOUNT: {
    status: 409,
    message: 'You cannot deactivate or delete your own account. Ask another administrator to do it.',
  },
});
