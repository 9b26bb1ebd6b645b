import { ArrayUnique, IsString, Length, Matches } from 'class-validator';
import { IsPlainText } from '../../text/is-plain-text.decorator.ts';
import { Trim } from '../../text/trim.decorator.ts';
import { ArePermissions } from './are-permissions.decorator.ts';

/** A new role. */
export class CreateRoleDto {
  /** 1 to 60 lower case letters, digits, hyphens and underscores; no other role may have it.
   * @example "data-steward" */
  @IsString()
  @Matches(/^[a-z0-9_-]{1,60}$/, {
    message: '$property must be 1 to 60 lower case letters, digits, hyphens or underscores',
  })
  readonly name: string;

  /** What the role is for.
   * @example "Uploads data and reconciles it." */
  @Trim()
  @IsString()
  @Length(1, 200)
  @IsPlainText()
  readonly description: string;

  /** What the role allows: names from `GET /permissions`, each once, none that the caller does not have.
   * @example ["data:read", "data:upload"] */
  @ArrayUnique()
  @ArePermissions()
  readonly permissions: string[];
}
