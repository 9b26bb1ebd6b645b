import { HttpException } from '@nestjs/common';

/** Every error of the library: its code, HTTP status and message (what happened + what to do) stand together here. */
const CATALOGUE = {
  AUDIT_OPTIONS_INVALID: { status: 500, message: 'The options of AuditModule are not valid; correct them.' },
  AUDIT_QUERY_INVALID: { status: 400, message: 'The query is not valid; correct the fields named in errors.' },
  AUDIT_CURSOR_INVALID: {
    status: 400,
    message: 'The cursor is not one of this list; start again without it, or use the filters it was made with.',
  },
  AUDIT_ENTRY_NOT_FOUND: { status: 404, message: 'There is no audit entry with this id; check the id.' },
  AUDIT_ACCESS_DENIED: {
    status: 403,
    message: 'Reading the audit log needs a permission that is missing; ask an administrator for it.',
  },
  AUDIT_QUERY_TOO_SLOW: {
    status: 503,
    message: 'The question takes too long to answer; ask for a shorter time, or for less with another filter.',
  },
  AUDIT_READING_BUSY: {
    status: 503,
    message: 'Too many questions are asked of the audit log at the same time; ask again in a moment.',
  },
  AUDIT_LIVE_BUSY: {
    status: 503,
    message: 'The log can not be followed by more people at the same time, or the server stops; try again in a moment.',
  },
  AUDIT_LIVE_TOO_MANY: {
    status: 429,
    message: 'You follow the log too often at the same time; close another stream first.',
  },
  AUDIT_EXPORTS_BUSY: {
    status: 429,
    message: 'Too many exports are under way at once; wait for the seconds in Retry-After, then ask again.',
  },
  AUDIT_EXPORT_NOT_FOUND: {
    status: 404,
    message: 'There is no export of yours with this id, or with such a file; list yours with GET /audit-logs/exports.',
  },
  AUDIT_EXPORT_NOT_DONE: {
    status: 409,
    message: 'The export has no file, as it is not done; read it to see how far it is, or why there will be none.',
  },
  AUDIT_EXPORT_ENDED: {
    status: 409,
    message: 'The export has ended in the meantime and can not be cancelled any more; read it to see how.',
  },
  AUDIT_EXPORT_RANGE: {
    status: 416,
    message: 'The file does not have the bytes that the header Range asks for; Content-Range says how many it has.',
  },
  AUDIT_NO_TRANSACTION: {
    status: 500,
    message: 'An entry was to be recorded in a transaction, but there is none open; begin one and use its manager.',
  },
  AUDIT_UNAVAILABLE: {
    status: 503,
    message:
      'This is only done when it can be recorded, and the audit log takes nothing at the moment; try again later.',
  },
  AUDIT_JOURNAL_UNUSABLE: {
    status: 500,
    message:
      'The journal of the audit log can not be kept where it should be; let the application write there, name another directory, or switch the journal off by name.',
  },
  AUDIT_NOT_APPEND_ONLY: {
    status: 500,
    message:
      'The application could change the audit log, which option "appendOnly" does not allow; let the log belong to roles of its own.',
  },
  AUDIT_DECORATOR_MISPLACED: {
    status: 500,
    message: '@Audited stands on something whose calls it can not record; put it on a method of instances.',
  },
  AUDIT_PAGE_INVALID: {
    status: 500,
    message: 'The page can not be served as asked for; correct the options of mountAuditPage().',
  },
  AUDIT_ARCHIVE_UNAVAILABLE: {
    status: 500,
    message: 'A package that the archive needs can not be loaded; install it.',
  },
  AUDIT_ARCHIVE_MONTH_INVALID: {
    status: 400,
    message: 'This month can not be archived; name one that is over, like 2026-01.',
  },
  AUDIT_ARCHIVE_NOT_FOUND: { status: 404, message: 'This month is not archived; archive it first.' },
  AUDIT_ARCHIVE_MONTH_PRESENT: {
    status: 409,
    message: 'The database has a partition of this month, so it can not be restored; read the archive in place.',
  },
  AUDIT_ARCHIVE_CONFLICT: {
    status: 409,
    message: 'What is archived there does not belong to what is in the database; look at both before anything is done.',
  },
  AUDIT_RETENTION_INVALID: {
    status: 400,
    message: 'This is no retention policy; correct what is named.',
  },
  AUDIT_RETENTION_DENIED: {
    status: 500,
    message:
      'The role of the database may not remove entries; give it audit_maintainer, or name a maintenanceDataSource that has it.',
  },
  AUDIT_RETENTION_BUSY: {
    status: 503,
    message: 'The log is being read or written, so nothing can be removed at the moment; try again later.',
  },
  AUDIT_HOLD_NOT_FOUND: {
    status: 404,
    message: 'There is no legal hold with this id; list them with GET /audit-logs/holds.',
  },
  AUDIT_HOLD_RELEASED: { status: 409, message: 'The legal hold was released before; place another one.' },
  AUDIT_ARCHIVE_UNREACHABLE: {
    status: 503,
    message: 'The storage of the archive is away at the moment; ask again later, and look after it when that stays.',
  },
  AUDIT_ARCHIVE_DAMAGED: {
    status: 500,
    message: 'What is stored is not what was archived; look after the storage.',
  },
} as const satisfies Record<string, { status: number; message: string }>;

/** What {@link AuditError} may have as its code. All of them are listed, with status and message, in `docs/errors.md`. */
export type AuditErrorCode = keyof typeof CATALOGUE;

/** One wrong field of a query: its name, and why it was refused. */
export interface AuditFieldError {
  readonly field: string;
  readonly reason: string;
}

/** An error of the library. As an `HttpException` it is answered by any Nest application without further set-up. */
export class AuditError extends HttpException {
  constructor(
    readonly code: AuditErrorCode,
    details: { readonly message?: string; readonly errors?: readonly AuditFieldError[]; readonly cause?: unknown } = {},
  ) {
    const { status, message } = CATALOGUE[code];
    const errors = details.errors === undefined ? {} : { errors: details.errors };
    super({ statusCode: status, code, message: details.message ?? message, ...errors }, status, {
      cause: details.cause,
    });
    this.name = AuditError.name;
  }
}

/** The codes with their status and message, for documentation. */
export const AUDIT_ERRORS: Readonly<Record<AuditErrorCode, { status: number; message: string }>> = CATALOGUE;
