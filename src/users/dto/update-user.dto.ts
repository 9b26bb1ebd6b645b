import { PartialType, PickType } from '@nestjs/swagger';
import { CreateUserDto } from './create-user.dto.ts';

/** What to change of an account. A field that is left out stays as it is; none can be emptied with null. */
export class UpdateUserDto extends PartialType(PickType(CreateUserDto, ['email', 'name'] as const), {
  skipNullProperties: false,
}) {}
