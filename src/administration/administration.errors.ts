import { errorCatalogue } from '../problem/app-error.ts';

/** What administrators are refused. */
export const administrationErrors = errorCatalogue({
  SESSION_NOT_FOUND: {
    status: 404,
    message:
      'The user has no open session with this id; it may have ended just now. List the open ones with ' +
      'GET /users/{id}/sessions.',
  },
  JOB_NOT_FOUND: {
    status: 404,
    message: 'No maintenance job has this name. List the jobs with GET /admin/jobs.',
  },
  OWN_PASSWORD: {
    status: 409,
    message: 'You cannot require a new password of yourself. Change your own one with POST /auth/password.',
  },
  ACCOUNT_NOT_LOCKED: {
    status: 409,
    message: 'The account is not locked; a lock may have run out just now. Nothing is left to do.',
  },
});
