import { errorCatalogue } from '../problem/app-error.ts';

/** What the reconciliations refuse. */
export const reconciliationsErrors = errorCatalogue({
  RECONCILIATION_NOT_FOUND: {
    status: 404,
    message: 'No reconciliation has this id. Check the id, or list the reconciliations with GET /reconciliations.',
  },
  RECONCILIATION_UPLOAD_NOT_FOUND: {
    status: 404,
    message:
      'There is no data upload with the id in ledgerUploadId or bankUploadId. Check the id, or list the uploads with ' +
      'GET /data-uploads.',
  },
  RECONCILIATION_UPLOAD_WRONG_KIND: {
    status: 409,
    message: 'The data upload is of the other kind. Give a ledger as ledgerUploadId and a bank file as bankUploadId.',
  },
  RECONCILIATION_UPLOAD_NOT_IMPORTED: {
    status: 409,
    message:
      'The lines of the data upload are not imported. Import it with POST /data-uploads/{id}/import and wait for ' +
      'its end.',
  },
  RECONCILIATION_NOT_DONE: {
    status: 409,
    message:
      'The reconciliation has no items, as it is not done. Read it to see how far it is; one that failed has to be ' +
      'asked for again.',
  },
  RECONCILIATION_ENDED: {
    status: 409,
    message: 'The reconciliation has ended in the meantime. Read it to see how, and ask for another one if need be.',
  },
});
