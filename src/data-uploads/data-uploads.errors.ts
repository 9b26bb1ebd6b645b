import { errorCatalogue } from '../problem/app-error.ts';

/** What the data-uploads refuse. */
export const dataUploadsErrors = errorCatalogue({
  UPLOAD_NOT_FOUND: {
    status: 404,
    message: 'No data upload has this id. Check the id, or list the uploads with GET /data-uploads.',
  },
  UPLOAD_EMPTY: { status: 400, message: 'The file is empty. Export it again and upload that.' },
  UPLOAD_INCOMPLETE: {
    status: 400,
    message: 'The form is not valid multipart/form-data or ends too early. Send the whole form again.',
  },
  UPLOAD_SIGNATURE_INVALID: {
    status: 403,
    message:
      'Uploads must be signed, and the signature is missing or does not match the file. Send the header ' +
      '"X-Upload-Signature: sha256=<hex>" with the HMAC-SHA-256 of the file under the signing key of this system.',
  },
  UPLOAD_DUPLICATE: {
    status: 409,
    message: 'A file of this kind with the same content was uploaded already. Use that upload, or send another file.',
  },
  UPLOAD_IMPORTED: { status: 409, message: 'This upload was imported already. To import other lines, upload them.' },
  UPLOAD_TOO_LARGE: { status: 413, message: 'The file is larger than uploads may be. Split it and send the parts.' },
  UPLOAD_NOT_CSV: {
    status: 415,
    message: 'This is no CSV file. Send a text in UTF-8 whose name ends in .csv, with a media type such as text/csv.',
  },
  UPLOAD_TOO_MANY: {
    status: 429,
    message: 'Too many uploads of yours are under way at once. Wait for one of them to end, then send this file again.',
  },
  UPLOAD_DISK_FULL: {
    status: 507,
    message: 'The server has no room left for uploads. Ask its operator to make room, then send the file again.',
  },
  IMPORT_RUNNING: {
    status: 409,
    message: 'The import of this upload is running already. Wait for its end with GET /data-uploads/{id}.',
  },
  IMPORT_NOT_RUNNING: {
    status: 409,
    message: 'The import of this upload has ended in the meantime. Read the upload to see how.',
  },
  IMPORT_FILE_MISSING: {
    status: 410,
    message: 'The file of this upload is gone from the server. Have it restored from a backup, then import it again.',
  },
  IMPORT_HEADER_INVALID: {
    status: 422,
    message:
      'The first line does not name the columns reference, date, amount, currency and description, each once. ' +
      'Correct it and upload the file again.',
  },
  IMPORT_UNREADABLE: {
    status: 422,
    message:
      'The file cannot be read to its end, most likely for a quote that is never closed. Correct it and upload it again.',
  },
  IMPORT_NOTHING_ACCEPTED: {
    status: 422,
    message: 'No line of the file is acceptable. Read the refusals, correct the file and upload it again.',
  },
});
