import { IsEmail, IsString, Length, MaxLength } from 'class-validator';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../password-policy.ts';
import { IsPlainText } from '../../text/is-plain-text.decorator.ts';
import { Trim } from '../../text/trim.decorator.ts';

/** A new account. */
export class CreateUserDto {
  /** Address to sign in with; no other account may have it, upper and lower case being the same.
   * @example "bob@example.com" */
  @Trim()
  @IsEmail()
  @MaxLength(254)
  readonly email: string;

  /** What to call the person.
   * @example "Bob Miller" */
  @Trim()
  @IsString()
  @Length(1, 200)
  @IsPlainText()
  readonly name: string;

  /** At least as long as the setting `password.min_length` says, at most 128 characters; neither the e-mail address
   * nor the name.
   * @example "correct horse battery staple" */
  @IsString()
  @Length(SHORTEST_PASSWORD, LONGEST_PASSWORD)
  readonly password: string;
}
