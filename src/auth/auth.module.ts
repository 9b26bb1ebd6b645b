import { createSecretKey } from 'node:crypto';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { ThrottlerModule } from '@nestjs/throttler';
import { Environment } from '../config/environment.ts';
import { Secrets } from '../config/secrets.ts';
import { SessionsModule } from '../sessions/sessions.module.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { AccessTokens } from './access-tokens.ts';
import { AuthController } from './auth.controller.ts';
import { AuthGuard } from './auth.guard.ts';
import { OwnPageCheck } from './own-page-check.ts';
import { PasswordChangeService } from './password-change.service.ts';
import { PermissionsGuard } from './permissions.guard.ts';
import { SignInAttemptsRepository } from './sign-in-attempts.repository.ts';
import { SignInService } from './sign-in.service.ts';
import { SignedInRepository } from './signed-in.repository.ts';

const MINUTE_MS = 60_000;

/** Signing in, and the two guards in front of every route: who is it, and may they. */
@Module({
  imports: [
    UsersModule,
    SessionsModule,
    SettingsModule,
    JwtModule.registerAsync({
      inject: [Secrets],
      // as a key: of a text each check would find out anew that it is no public key
      useFactory: ({ jwtSecret }: Secrets) => ({ secret: createSecretKey(jwtSecret, 'utf8') }),
    }),
    ThrottlerModule.forRootAsync({
      inject: [Environment],
      useFactory: ({ SIGN_IN_RATE_LIMIT }: Environment) => [{ ttl: MINUTE_MS, limit: SIGN_IN_RATE_LIMIT }],
    }),
  ],
  controllers: [AuthController],
  providers: [
    AccessTokens,
    OwnPageCheck,
    SignedInRepository,
    SignInAttemptsRepository,
    SignInService,
    PasswordChangeService,
    // Guards run in this order.
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_GUARD, useClass: PermissionsGuard },
  ],
})
export class AuthModule {}
