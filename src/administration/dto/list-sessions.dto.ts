import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean } from 'class-validator';
import { PageQueryDto } from '../../paging/page-query.dto.ts';

/** Which sessions of a user to list. */
export class ListSessionsDto extends PageQueryDto {
  /** Whether to list those as well that have ended or expired.
   * @example false */
  @ApiPropertyOptional()
  @Transform(({ value }: { readonly value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  readonly all: boolean = false;
}
