import { errorCatalogue } from '../problem/app-error.ts';

/** What the reconciliations refuse. */
export const reconciliationsErrors = errorCatalogue({});
