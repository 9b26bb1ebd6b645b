import { ApiProperty } from '@nestjs/swagger';
import { Allow } from 'class-validator';

/** What a setting shall be from now on. */
export class SetSettingDto {
  /** Has to fit the `schema` of the setting. Null, where the schema allows it, makes it "not set".
   * @example 240 */
  // What it has to be depends on the setting.
  @Allow()
  @ApiProperty({ oneOf: [{ type: 'integer' }, { type: 'string' }], nullable: true })
  readonly value: unknown;
}
