import 'reflect-metadata';
import { PROPERTY_DEPS_METADATA } from '@nestjs/common/constants.js';
import { Test } from '@nestjs/testing';
import { AuditCallRecorder, type MethodCall } from './audit-call-recorder.ts';
import { Audited } from './audited.decorator.ts';
import { auditOfMethod } from '../marks/route-metadata.ts';

const KEY = Symbol('secret order');
const OPTIONS = { category: 'shop', action: 'create' } as const;

/** What other decorators do. */
function Marked(key: string): MethodDecorator {
  return (_target, _key, descriptor) => Reflect.defineMetadata(key, 'marked', descriptor.value as object);
}

class Shop {
  constructor(readonly name = 'shop') {}

  @Marked('above')
  @Audited(OPTIONS)
  @Marked('below')
  order(...items: string[]): unknown[] {
    return [this, this.name, items];
  }

  @Audited(OPTIONS)
  fail(): never {
    throw new RangeError('no');
  }

  @Audited(OPTIONS)
  later(): Promise<string> {
    return Promise.resolve(this.name);
  }

  @Audited(OPTIONS)
  [KEY](): string {
    return this.name;
  }
}

/** Gives an instance what Nest gives it. */
function injected<T extends object>(instance: T, run: AuditCallRecorder['run']): T {
  const [{ key }] = Reflect.getMetadata(PROPERTY_DEPS_METADATA, instance.constructor) as [{ key: symbol }];
  return Object.assign(instance, { [key]: { run } });
}

describe('Audited', () => {
  it('should keep name and metadata of the method, from above and from below, and say what it is', () => {
    const method = Object.getOwnPropertyDescriptor(Shop.prototype, 'order')?.value as Shop['order'];
    expect(method.name).toBe('order');
    expect(Reflect.getMetadata('above', method)).toBe('marked');
    expect(Reflect.getMetadata('below', method)).toBe('marked');
    expect(auditOfMethod(method)?.audited).toBe(OPTIONS);
  });

  it('should get the recorder of its application from Nest, and do without where there is none', async () => {
    const recorder = { provide: AuditCallRecorder, useValue: { run: () => 'recorded' } };
    const audited = await Test.createTestingModule({ providers: [Shop, recorder] }).compile();
    const plain = await Test.createTestingModule({ providers: [Shop] }).compile();
    expect(audited.get(Shop).order()).toBe('recorded');
    expect(plain.get(Shop).order()).toEqual([expect.any(Shop), 'shop', []]);
  });

  it('should run the method of an instance that Nest did not make as it is', async () => {
    const shop = new Shop('mine');
    expect(shop.order('a', 'b')).toEqual([shop, 'mine', ['a', 'b']]);
    expect(() => shop.fail()).toThrow(RangeError);
    await expect(shop.later()).resolves.toBe('mine');
    expect(shop[KEY]()).toBe('mine');
  });

  it('should run the method through the recorder with this and its arguments', () => {
    const runs: unknown[] = [];
    const shop = injected(new Shop('mine'), ({ options, args, invoke }) => {
      runs.push([options, args]);
      return invoke();
    });
    expect(shop.order('a', 'b')).toEqual([shop, 'mine', ['a', 'b']]);
    expect(shop[KEY]()).toBe('mine');
    expect(runs).toEqual([
      [OPTIONS, ['a', 'b']],
      [OPTIONS, []],
    ]);
  });

  it('should give what the recorder gives', () => {
    const shop = injected(new Shop(), () => 'instead');
    expect(shop.order()).toBe('instead');
  });

  it('should be inherited and give way to a method that overrides it', () => {
    class Kiosk extends Shop {
      override fail(): never {
        throw new TypeError('other');
      }
    }
    const run = jest.fn<unknown, [MethodCall]>(({ invoke }) => invoke());
    const kiosk = injected(new Kiosk('kiosk'), run);
    expect(kiosk.order()).toEqual([kiosk, 'kiosk', []]);
    expect(() => kiosk.fail()).toThrow(TypeError);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('should keep the number of parameters and what others have added to the method', () => {
    const Tagged: MethodDecorator = (_target, _key, descriptor) =>
      void Object.assign(descriptor.value as object, { tag: 1 });
    class Kiosk {
      @Audited(OPTIONS)
      @Tagged
      sell(item: string, count: number): string {
        return `${count} ${item}`;
      }
    }
    const { value } = Object.getOwnPropertyDescriptor(Kiosk.prototype, 'sell') as {
      value: { tag?: number } & (() => void);
    };
    expect([value.name, value.length, value.tag]).toEqual(['sell', 2, 1]);
  });

  it('should run a method that is called without its instance as it is', () => {
    const shop = injected(new Shop(), () => 'recorded');
    const { value } = Object.getOwnPropertyDescriptor(Shop.prototype, 'fail') as { value: () => never };
    expect(shop.fail()).toBe('recorded');
    expect(() => value()).toThrow(RangeError);
  });

  it('should say which method of a subclass may have called it, and what tells of its failures', () => {
    const calls: Pick<MethodCall, 'isAsync' | 'overriding'>[] = [];
    const other = { category: 'shop', action: 'update' } as const;
    class Base {
      @Audited(OPTIONS)
      async change(): Promise<string> {
        return 'base';
      }
    }
    class Overriding extends Base {
      @Audited(other)
      override change(): Promise<string> {
        return super.change();
      }
    }
    class Plain extends Base {
      override change(): Promise<string> {
        return super.change();
      }
    }
    const run = ({ isAsync, overriding, invoke }: MethodCall): unknown => {
      calls.push({ isAsync, overriding });
      return invoke();
    };
    void injected(new Overriding(), run).change();
    void injected(new Plain(), run).change();
    expect(calls).toEqual([
      { isAsync: false, overriding: undefined },
      { isAsync: true, overriding: other },
      { isAsync: true, overriding: undefined },
    ]);
  });

  it('should take a decorator above that wraps the method for the same method', () => {
    const Wrapped: MethodDecorator = (_target, _key, descriptor: PropertyDescriptor) => {
      const method = descriptor.value as (...args: unknown[]) => unknown;
      const wrapper = function (this: unknown, ...args: unknown[]): unknown {
        return method.apply(this, args);
      };
      for (const key of Reflect.getMetadataKeys(method) as unknown[]) {
        Reflect.defineMetadata(key, Reflect.getMetadata(key, method), wrapper);
      }
      descriptor.value = wrapper;
    };
    class Kiosk {
      @Wrapped
      @Audited(OPTIONS)
      sell(): string {
        return 'sold';
      }
    }
    const calls: unknown[] = [];
    const kiosk = injected(new Kiosk(), ({ overriding, invoke }) => {
      calls.push(overriding);
      return invoke();
    });
    expect(kiosk.sell()).toBe('sold');
    expect(calls).toEqual([undefined]);
  });

  it.each([
    [
      'a getter',
      () => {
        class Kiosk {
          @Audited(OPTIONS)
          get price(): number {
            return 1;
          }
        }
        return Kiosk;
      },
      'Kiosk.price',
    ],
    [
      'a static method',
      () => {
        // oxlint-disable-next-line typescript/no-extraneous-class -- it is what is refused
        class Kiosk {
          @Audited(OPTIONS)
          static open(): void {}
        }
        return Kiosk;
      },
      'Kiosk.open',
    ],
  ])('should refuse %s when the class is made', (_what, define, name) => {
    expect(define).toThrow(expect.objectContaining({ code: 'AUDIT_DECORATOR_MISPLACED' }));
    expect(define).toThrow(name);
  });
});
