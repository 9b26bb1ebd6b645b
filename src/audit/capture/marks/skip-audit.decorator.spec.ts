import 'reflect-metadata';
import { Audited } from '../calls/audited.decorator.ts';
import { auditOfMethod, auditOfRouteConfig, markRoute, type RouteAudit } from './route-metadata.ts';
import { SkipAudit } from './skip-audit.decorator.ts';

const OPTIONS = { category: 'shop', action: 'create' } as const;
const FASTIFY_ROUTE_CONFIG = '__fastify_route_config__';

function saidOf(type: new () => object, method: string): RouteAudit | undefined {
  return auditOfMethod(Object.getOwnPropertyDescriptor(type.prototype, method)?.value as object);
}

describe('SkipAudit', () => {
  it('should mark a method with its reason', () => {
    class Shop {
      @SkipAudit('asked every second')
      health(): void {}
      order(): void {}
    }
    expect(saidOf(Shop, 'health')).toEqual({ skipped: 'asked every second' });
    expect(saidOf(Shop, 'order')).toBeUndefined();
  });

  it('should mark every method of a class that says nothing else', () => {
    @SkipAudit('tells nothing')
    class Shop {
      readonly name = 'shop';
      health(): void {}
      @SkipAudit('its own reason')
      ready(): void {}
      @Audited(OPTIONS)
      order(): void {}
      get size(): number {
        throw new Error('must not be read');
      }
    }
    expect(saidOf(Shop, 'health')).toEqual({ skipped: 'tells nothing' });
    expect(saidOf(Shop, 'ready')).toEqual({ skipped: 'its own reason' });
    expect(saidOf(Shop, 'order')).toEqual({ audited: OPTIONS });
    expect(auditOfMethod(Shop)).toBeUndefined();
  });

  it('should leave the methods of a class that it extends alone', () => {
    class Base {
      inherited(): void {}
    }
    @SkipAudit('tells nothing')
    class Shop extends Base {
      own(): void {}
    }
    expect(saidOf(Shop, 'own')).toEqual({ skipped: 'tells nothing' });
    expect(saidOf(Base, 'inherited')).toBeUndefined();
  });
});

describe('markRoute', () => {
  it('should put a copy where Fastify finds it and keep what is there', () => {
    const method = (): void => undefined;
    Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG, { rateLimit: 5 }, method);
    markRoute(method, { audited: OPTIONS });
    const config: unknown = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG, method);
    expect(config).toEqual({ rateLimit: 5, audit: { audited: OPTIONS } });
    expect(auditOfRouteConfig(config)).toEqual({ audited: OPTIONS });
  });
});

describe('auditOfRouteConfig', () => {
  it.each([undefined, null, {}, { url: '/x' }])('should know nothing from %j', (config) => {
    expect(auditOfRouteConfig(config)).toBeUndefined();
  });
});
