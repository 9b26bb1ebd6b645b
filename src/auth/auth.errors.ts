import { errorCatalogue } from '../problem/app-error.ts';

/** What is refused at the door. */
export const authErrors = errorCatalogue({
  SIGN_IN_FAILED: {
    status: 401,
    message:
      'This e-mail address and password do not open an account. Check both; after several failures in a row an ' +
      'account stays locked for a while. If it goes on, ask an administrator.',
  },
  CURRENT_PASSWORD_WRONG: {
    status: 400,
    message:
      'The current password is not accepted: it is wrong, or was wrong too often and the account is locked for a while. ' +
      'Check it, or try again later.',
  },
});
