import { errorCatalogue } from '../problem/app-error.ts';

/** What the data-uploads refuse. */
export const dataUploadsErrors = errorCatalogue({});
