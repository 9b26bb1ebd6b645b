import { Module } from '@nestjs/common';
import { PermissionGrants } from './permission-grants.ts';
import { PermissionsController } from './permissions.controller.ts';
import { RolesController } from './roles.controller.ts';
import { RolesRepository } from './roles.repository.ts';
import { RolesService } from './roles.service.ts';

/** Roles and the permissions they give. */
@Module({
  controllers: [RolesController, PermissionsController],
  providers: [RolesService, RolesRepository, PermissionGrants],
  exports: [RolesRepository, PermissionGrants],
})
export class RolesModule {}
