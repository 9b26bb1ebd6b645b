import { IsString, MaxLength, ValidateIf } from 'class-validator';
import { PageQueryDto } from '../../paging/page-query.dto.ts';
import { IsPlainText } from '../../text/is-plain-text.decorator.ts';

/** Which users to list. */
export class ListUsersDto extends PageQueryDto {
  /** Text that is part of the e-mail address or the name, upper and lower case being the same.
   * @example "miller" */
  @ValidateIf((_, value) => value !== undefined)
  @IsString()
  @MaxLength(200)
  @IsPlainText()
  readonly search?: string;
}
