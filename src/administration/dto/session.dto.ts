import type { AuthenticatedUser } from '../../access/authenticated-user.ts';
import { PaginationDto } from '../../paging/pagination.dto.ts';
import type { Session } from '../../sessions/session.entity.ts';

/** One sign-in of a user. */
export class SessionDto {
  /** The id of the session.
   * @example "7c9e6679-7425-40de-944b-e07fc1f90ae7" */
  readonly id: string;

  /** When the user signed in.
   * @example "2026-01-31T08:59:12.345Z" */
  readonly createdAt: Date;

  /** When the session ends by itself.
   * @example "2026-01-31T16:59:12.345Z" */
  readonly expiresAt: Date;

  /** When the session was ended before its time; null when it was not.
   * @example null */
  readonly endedAt: Date | null;

  /** Whether it is the session of this request.
   * @example false */
  readonly isCurrent: boolean;

  /** Whether its access token is still worth something.
   * @example true */
  readonly isOpen: boolean;

  /** The address the sign-in came from.
   * @example "203.0.113.7" */
  readonly ipAddress: string | null;

  /** What the client called itself at sign-in.
   * @example "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" */
  readonly userAgent: string | null;
}

/** One page of sessions. */
export class SessionPageDto {
  readonly data: SessionDto[];

  readonly pagination: PaginationDto;
}

/** How many sessions were ended. */
export class EndedSessionsDto {
  /** Sessions that were open.
   * @example 2 */
  readonly endedSessions: number;
}

export function toSessionDto(
  { id, createdAt, expiresAt, endedAt, ipAddress, userAgent }: Session,
  caller: Pick<AuthenticatedUser, 'sessionId'>,
  now = new Date(),
): SessionDto {
  const isOpen = endedAt === null && expiresAt > now;
  return { id, createdAt, expiresAt, endedAt, isCurrent: id === caller.sessionId, isOpen, ipAddress, userAgent };
}
