import { Transform } from 'class-transformer';
import { IsOptional, IsString, Length, Matches } from 'class-validator';
import { IsInstant } from '../../reading/query-validators.ts';

const trimmed = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.trim() : value);

/** PostgreSQL has no place for NUL. */
const STORABLE = /^[^\0]*$/;

/** Which entries are held, and why. What is left out does not matter; what is said has to fit altogether. */
export class PlaceHoldDto {
  /** Why, such as the number of a case
   * @example "Case 2026/117" */
  @Transform(trimmed)
  @IsString()
  @Length(1, 500)
  @Matches(STORABLE)
  reason: string;

  /** Entries of this user, by id */
  @IsOptional()
  @IsString()
  @Length(1, 300)
  @Matches(STORABLE)
  userId?: string;

  /** Entries of resources of this type
   * @example "user" */
  @IsOptional()
  @IsString()
  @Length(1, 300)
  @Matches(STORABLE)
  resourceType?: string;

  /** Entries of this one of them; needs `resourceType` */
  @IsOptional()
  @IsString()
  @Length(1, 300)
  @Matches(STORABLE)
  resourceId?: string;

  /** Entries of this tenant */
  @IsOptional()
  @IsString()
  @Length(1, 300)
  @Matches(STORABLE)
  tenantId?: string;

  /** Entries at or after this moment
   * @example "2026-01-01T00:00:00Z" */
  @IsOptional()
  @IsInstant()
  from?: Date;

  /** Entries before this moment
   * @example "2026-04-01T00:00:00Z" */
  @IsOptional()
  @IsInstant()
  to?: Date;
}

/** Somebody's word that entries must not be removed. */
export class LegalHoldDto {
  /** @example "019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11" */
  id: string;

  /** Why */
  reason: string;

  /** Of which user the entries are; null: of any */
  userId: string | null;

  /** Of which type their resource is; null: of any, or of none */
  resourceType: string | null;

  /** Which one of them; null: any */
  resourceId: string | null;

  /** Of which tenant they are; null: of any, or of none */
  tenantId: string | null;

  /** They happened at this moment or later; null: at any time */
  from: Date | null;

  /** They happened before this moment; null: at any time */
  to: Date | null;

  /** When it was placed */
  placedAt: Date;

  /** Who has placed it: the name or e-mail at that time */
  placedBy: string;

  /** When it was released; null: it holds */
  releasedAt: Date | null;

  /** Who has released it */
  releasedBy: string | null;
}

/** All holds, those that hold first. */
export class LegalHoldsDto {
  data: LegalHoldDto[];
}
