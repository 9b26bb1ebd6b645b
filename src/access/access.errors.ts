import { errorCatalogue } from '../problem/app-error.ts';

/** Why an access token, or the cookie that holds one, does not let its bearer in. */
export const accessErrors = errorCatalogue({
  TOKEN_INVALID: {
    status: 401,
    message: 'The access token is not valid or has expired. Sign in again to get a new one.',
  },
  SESSION_ENDED: {
    status: 401,
    message: 'The session of this access token has ended. Sign in again.',
  },
  OTHER_SITE: {
    status: 403,
    message:
      'The cookie of a session only counts for requests of the page it belongs to, which this is not. Use that page, or ' +
      'send an access token.',
  },
  PASSWORD_RESET_REQUIRED: {
    status: 403,
    message:
      'An administrator requires a new password of you. Change your password with POST /auth/password, then try again.',
  },
});
