import { Inject, Injectable, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { AuditTestingModule } from '../../audit-testing.module.ts';
import { ActorResolverCheck } from './actor-resolver-check.ts';
import { AuditActorResolver } from './audit-actor-resolver.ts';

@Injectable()
class Singleton extends AuditActorResolver {
  override resolve(): undefined {
    return undefined;
  }
}

@Injectable({ scope: Scope.REQUEST })
class EachRequest extends Singleton {}

@Injectable()
class AsksForTheRequest extends Singleton {
  constructor(@Inject(REQUEST) readonly request: unknown) {
    super();
  }
}

describe(ActorResolverCheck.name, () => {
  const start = async (actorResolver: typeof Singleton | typeof AsksForTheRequest) => {
    const imports = [AuditTestingModule.forRoot({ actorResolver })];
    const application = (await Test.createTestingModule({ imports }).compile()).createNestApplication({
      logger: false,
    });
    await application.init();
    await application.close();
  };

  it('should let a resolver be that is there for all requests', async () => {
    await expect(start(Singleton)).resolves.toBeUndefined();
  });

  it.each([EachRequest, AsksForTheRequest])(
    'should refuse %p, with which nothing would be captured',
    async (resolver) => {
      await expect(start(resolver)).rejects.toMatchObject({ code: 'AUDIT_OPTIONS_INVALID' });
    },
  );
});
