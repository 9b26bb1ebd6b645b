import { errorCatalogue } from '../problem/app-error.ts';

/** What the administration refuse. */
export const administrationErrors = errorCatalogue({});
