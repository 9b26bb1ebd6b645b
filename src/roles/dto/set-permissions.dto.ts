import { PickType } from '@nestjs/swagger';
import { CreateRoleDto } from './create-role.dto.ts';

/** What a role allows from now on. */
export class SetPermissionsDto extends PickType(CreateRoleDto, ['permissions'] as const) {}
