import { Module } from '@nestjs/common';
import { RolesModule } from '../roles/roles.module.ts';
import { SessionsModule } from '../sessions/sessions.module.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { SignInNotice } from '../start/sign-in-notice.ts';
import { FirstAdminNotice } from './first-admin.notice.ts';
import { FirstAdminService } from './first-admin.service.ts';
import { PasswordHasher } from './password-hasher.ts';
import { PasswordPolicy } from './password-policy.ts';
import { UserRolesController } from './user-roles.controller.ts';
import { UserRolesService } from './user-roles.service.ts';
import { UsersController } from './users.controller.ts';
import { UsersRepository } from './users.repository.ts';
import { UsersService } from './users.service.ts';

/** The accounts of the people who use the application. */
@Module({
  imports: [RolesModule, SessionsModule, SettingsModule],
  controllers: [UsersController, UserRolesController],
  providers: [
    UsersService,
    UserRolesService,
    UsersRepository,
    PasswordHasher,
    PasswordPolicy,
    FirstAdminService,
    { provide: SignInNotice, useClass: FirstAdminNotice },
  ],
  exports: [UsersRepository, PasswordHasher, PasswordPolicy, FirstAdminService, SignInNotice],
})
export class UsersModule {}
