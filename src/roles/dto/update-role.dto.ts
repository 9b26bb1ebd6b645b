import { PartialType, PickType } from '@nestjs/swagger';
import { CreateRoleDto } from './create-role.dto.ts';

/** What to change of a role. A field that is left out stays as it is; none can be emptied with null. */
export class UpdateRoleDto extends PartialType(PickType(CreateRoleDto, ['name', 'description'] as const), {
  skipNullProperties: false,
}) {}
