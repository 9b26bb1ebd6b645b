import { errorCatalogue } from '../problem/app-error.ts';

/** Why an access token does not let its bearer in. */
export const accessErrors = errorCatalogue({
  TOKEN_INVALID: {
    status: 401,
    message: 'The access token is not valid or has expired. Sign in again to get a new one.',
  },
  SESSION_ENDED: {
    status: 401,
    message: 'The session of this access token has ended. Sign in again.',
  },
  PASSWORD_RESET_REQUIRED: {
    status: 403,
    message:
      'An administrator requires a new password of you. Change your password with POST /auth/password, then try again.',
  },
});
