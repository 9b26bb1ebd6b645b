import { Module } from '@nestjs/common';
import { RolesRepository } from './roles.repository.ts';

/** Roles and the permissions they give. */
@Module({ providers: [RolesRepository], exports: [RolesRepository] })
export class RolesModule {}
