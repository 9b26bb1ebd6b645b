import { errorCatalogue } from '../problem/app-error.ts';

/** What the settings refuse. */
export const settingsErrors = errorCatalogue({
  SETTING_NOT_FOUND: {
    status: 404,
    message: 'No setting has this key. Check the key, or list the settings with GET /settings.',
  },
  SETTING_UNREADABLE: {
    status: 500,
    message:
      'A secret setting can no longer be read, most likely because JWT_SECRET was changed. Set it anew with ' +
      'PUT /settings/{key}.',
  },
});
