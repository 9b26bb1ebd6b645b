import { errorCatalogue } from '../problem/app-error.ts';

/** What the roles refuse. */
export const rolesErrors = errorCatalogue({});
