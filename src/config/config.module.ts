import { type DynamicModule, Module } from '@nestjs/common';
import { Environment } from './environment.ts';
import { loadSecrets, Secrets } from './secrets.ts';

/** Gives {@link Environment} and {@link Secrets} to every constructor of the application. */
@Module({})
export class ConfigModule {
  /** @throws {StartError} when a secret can be neither read nor made */
  static forRoot(environment: Environment): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [
        { provide: Environment, useValue: environment },
        { provide: Secrets, useValue: loadSecrets(environment) },
      ],
      exports: [Environment, Secrets],
    };
  }
}
