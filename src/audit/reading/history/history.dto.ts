import { ApiProperty, OmitType } from '@nestjs/swagger';
import { IsOptional, Length, Matches } from 'class-validator';
import { AuditLog } from '../../entry/audit-log.entity.ts';
import { AuditLogsQueryDto } from '../audit-logs-query.dto.ts';
import { IsInstant } from '../query-validators.ts';
import { UNKNOWN_REASONS, type UnknownReason } from './known-value.ts';
import { EXISTENCES, type Existence, type FieldState } from './state-at.ts';

/** A thing as an address names it; what stands for a slash in it is encoded. */
export class ResourceDto {
  @Length(1, 100)
  @Matches(/^[^\0]*$/, { message: 'type must not contain the NUL character' })
  type: string;

  @Length(1, 300)
  @Matches(/^[^\0]*$/, { message: 'id must not contain the NUL character' })
  id: string;
}

/** The query of a history, for its documentation: the thing stands in the address already. */
export class ResourceHistoryQueryDto extends OmitType(AuditLogsQueryDto, ['resourceType', 'resourceId']) {}

/** A moment. */
export class ResourceStateQueryDto {
  /** At which moment; what happened in this very millisecond counts. Now, when left out
   * @example "2026-11-01T00:00:00Z" */
  @IsOptional()
  @IsInstant()
  at?: Date;
}

/** One field at one moment, and how that is known. */
export class FieldStateDto implements FieldState {
  /** Its name
   * @example "email" */
  field: string;

  /** As the entry has it, also when that is not all of it
   * @example "bob@example.com" */
  @ApiProperty({ type: Object, nullable: true })
  value: unknown;

  /** Why the value is not known, or not all of it: it is a secret, was too long, could not be read or was not told; else null */
  @ApiProperty({ enum: UNKNOWN_REASONS, nullable: true })
  unknown: UnknownReason | null;

  /** `to`: the entry, the last before that moment, has made it so; `from`: it was so before the entry, the first after it */
  @ApiProperty({ enum: ['to', 'from'] })
  basis: 'to' | 'from';

  /** An entry between had to leave out fields, and this may have been among them */
  isDoubtful: boolean;

  /** The entry from which the value is known
   * @example "019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11" */
  entryId: string;

  /** When that entry happened */
  timestamp: Date;
}

/**
 * A thing at one moment, as its entries tell. Changes of many rows by one statement, and what was changed past the
 * application, are not among them.
 */
export class ResourceStateDto {
  resourceType: string;

  resourceId: string;

  at: Date;

  /** `absent`: the first that the log tells of it is its creation, later; `unknown`: the log tells nothing of it */
  @ApiProperty({ enum: EXISTENCES })
  existence: Existence;

  /** Its creation is in the log: what is not among the fields had no value, or is not recorded */
  hasCreation: boolean;

  /** By name. Of a thing that was deleted: what it was left with */
  @ApiProperty({ type: () => [FieldStateDto] })
  fields: readonly FieldStateDto[];

  /** False when there are more entries than are read for this: fields may be missing, those given are right */
  isComplete: boolean;
}

/** Entries that have something in common with another one, which is not among them. */
export class RelatedGroupDto {
  /** The nearest in time, newest first, 20 at most */
  data: AuditLog[];

  /** There are more */
  hasMore: boolean;

  /** False when looking for them took too long: there may be others */
  isComplete: boolean;

  /** The parameters of `GET /audit-logs` that give all of them, and the entry itself; null when there are none
   * @example { "requestId": "019ab2f0-5c1c-7d3e-9b1f-5b2c8e0a4d21" } */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, nullable: true })
  query: Readonly<Record<string, string>> | null;
}

/** What belongs to an entry, by what it has in common with it; null where the entry has nothing of the kind. */
export class RelatedEntriesDto {
  /** The same request */
  request: RelatedGroupDto | null;

  /** The same trace, up to 5 minutes before and after */
  trace: RelatedGroupDto | null;

  /** The same session of the actor, up to a day before and after */
  session: RelatedGroupDto | null;

  /** The same actor, up to 5 minutes before and after */
  actor: RelatedGroupDto | null;

  /** The same resource */
  resource: RelatedGroupDto | null;
}
