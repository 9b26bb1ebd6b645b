/** One refused field. */
export class FieldErrorDto {
  /** Path of the field inside the body, the query or the route parameters.
   * @example "email" */
  readonly field: string;

  /** Why it was refused.
   * @example "email must be an email" */
  readonly reason: string;
}

/**
 * The body of every error answer, sent as `application/problem+json`.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export class ProblemDto {
  /** Always `about:blank`: the title is the meaning of the status, `code` tells the problems apart.
   * @example "about:blank" */
  readonly type: string;

  /** Meaning of the HTTP status.
   * @example "Not Found" */
  readonly title: string;

  /** The HTTP status.
   * @example 404 */
  readonly status: number;

  /** What happened, and what to do about it.
   * @example "No user has this id. Check the id, or list the users." */
  readonly detail: string;

  /** Stable name of the problem, for programs.
   * @example "USER_NOT_FOUND" */
  readonly code: string;

  /** Identifies the request, and its entry in the audit log; equal to the `X-Request-Id` header.
   * @example "019aaf10-3f5c-7c34-8a59-3b5c8d9c0a11" */
  readonly requestId: string;

  /** The refused fields, when the problem is about fields. */
  readonly errors?: FieldErrorDto[];
}
