import { ApiProperty } from '@nestjs/swagger';
import { AUDIT_ACTOR_TYPES, type AuditActorType } from '../../entry/catalogue.ts';
import { AUDIT_PERMISSIONS, type AuditPermission } from '../audit-access.ts';

/** Who asks, as the log itself would tell it, and what of the log they may use. */
export class ReaderDto {
  /** `anonymous` when the application knows nobody
   * @example "user" */
  @ApiProperty({ enum: AUDIT_ACTOR_TYPES })
  type: AuditActorType;

  /** Their id in the application
   * @example "019aaf10-3f5c-7c34-8a59-3b5c8d9c0a11" */
  @ApiProperty({ type: String, nullable: true })
  id: string | null;

  /** How they are called
   * @example "ada@example.com" */
  @ApiProperty({ type: String, nullable: true })
  label: string | null;

  /** What they may do: read entries, take them away as a file, have them held
   * @example ["audit:read"] */
  @ApiProperty({ enum: AUDIT_PERMISSIONS, isArray: true })
  permissions: AuditPermission[];
}
