import { errorCatalogue } from './app-error.ts';

/** The errors that belong to no feature: how a request reads, where it goes, and whether the house stands. */
export const problemErrors = errorCatalogue({
  BAD_REQUEST: { status: 400, message: 'The request cannot be understood. Check its parameters and send it again.' },
  VALIDATION_FAILED: {
    status: 400,
    message: 'Some fields are not acceptable. Correct the fields listed in "errors" and send the request again.',
  },
  MALFORMED_BODY: { status: 400, message: 'The body is not valid JSON. Correct it and send the request again.' },
  MALFORMED_URL: { status: 400, message: 'The address is not a valid URL. Check its percent-encoding.' },
  UNAUTHENTICATED: {
    status: 401,
    message: 'Nobody is signed in. Sign in and send the access token as "Authorization: Bearer <token>".',
  },
  FORBIDDEN: { status: 403, message: 'This is not allowed. Ask an administrator for access.' },
  ROUTE_NOT_FOUND: {
    status: 404,
    message: 'No route answers this method at this address. See the API documentation at /docs.',
  },
  NOT_FOUND: { status: 404, message: 'There is nothing at this address. Check it and try again.' },
  CONFLICT: { status: 409, message: 'The request conflicts with the current state. Read it again and retry.' },
  BODY_TOO_LARGE: { status: 413, message: 'The body is larger than this route accepts. Send less at once.' },
  URL_TOO_LONG: { status: 414, message: 'The address, or one of its parameters, is too long. Shorten it.' },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    message: 'This media type is not accepted here. Send the body as "Content-Type: application/json".',
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    message: 'Too many requests. Wait for the number of seconds in the Retry-After header, then try again.',
  },
  INTERNAL_ERROR: {
    status: 500,
    message: 'Something went wrong on our side. Try again later; if it stays, report the requestId of this answer.',
  },
  DATABASE_UNAVAILABLE: {
    status: 503,
    message: 'The database cannot be reached at the moment. Wait for the seconds in Retry-After, then try again.',
  },
  SERVICE_UNAVAILABLE: { status: 503, message: 'The service cannot answer at the moment. Try again later.' },
});
