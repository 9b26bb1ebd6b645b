import { type DynamicModule, Module } from '@nestjs/common';
import { Environment } from './environment.ts';
import { loadSecrets, Secrets } from './secrets.ts';

/** Gives {@link Environment} and {@link Secrets} to every constructor of the application. */
@Module({})
export class ConfigModule {
  static forRoot(environment: Environment): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [
        { provide: Environment, useValue: environment },
        { provide: Secrets, useFactory: () => loadSecrets(environment) },
      ],
      exports: [Environment, Secrets],
    };
  }
}
