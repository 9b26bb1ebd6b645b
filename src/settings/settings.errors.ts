import { errorCatalogue } from '../problem/app-error.ts';

/** What the settings refuse. */
export const settingsErrors = errorCatalogue({});
