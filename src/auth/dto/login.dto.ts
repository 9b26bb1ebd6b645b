import { IsBoolean, IsOptional, IsString, Length } from 'class-validator';
import { IsPlainText } from '../../text/is-plain-text.decorator.ts';
import { Trim } from '../../text/trim.decorator.ts';

/** Who wants to come in. */
export class LoginDto {
  /** E-mail address of the account, upper and lower case being the same.
   * @example "admin@example.com" */
  @Trim()
  @IsString()
  @Length(1, 254)
  @IsPlainText()
  readonly email: string;

  /** Password of the account.
   * @example "correct horse battery staple" */
  @IsString()
  @Length(1, 1024)
  readonly password: string;

  /** Whether the browser keeps the access token in a cookie; for pages of this server.
   * @example false */
  @IsOptional()
  @IsBoolean()
  readonly cookie?: boolean;
}
