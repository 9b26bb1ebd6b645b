import { IsString, Length } from 'class-validator';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../../users/password-policy.ts';

/** A new password, and the one it replaces. */
export class ChangePasswordDto {
  /** The password until now.
   * @example "correct horse battery staple" */
  @IsString()
  @Length(1, 1024)
  readonly currentPassword: string;

  /** At least as long as the setting `password.min_length` says, at most 128 characters; neither the current one, nor
   * the e-mail address or the name.
   * @example "seven green lamps at the harbour" */
  @IsString()
  @Length(SHORTEST_PASSWORD, LONGEST_PASSWORD)
  readonly newPassword: string;
}
