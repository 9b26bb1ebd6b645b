import { from, type Observable } from 'rxjs';
import type { AuditService } from '../../delivery/audit.service.ts';
import { Audited } from '../calls/audited.decorator.ts';
import type { AuditedCall, AuditedResult } from './audited-options.ts';
import { auditOfMethod } from './route-metadata.ts';

interface Order {
  readonly id: string;
}

class Shop {
  // @ts-expect-error -- a mistyped action does not compile
  @Audited({ category: 'shop', action: 'user.creat' })
  mistypedAction(): void {}

  // @ts-expect-error -- nor does a mistyped category
  @Audited({ category: 'shopp', action: 'create' })
  mistypedCategory(): void {}

  @Audited<Shop['order']>({
    category: 'shop',
    action: 'buy',
    resourceId: ({ args, result }) => result?.id ?? args?.[0],
    description: ({ args }) => args && `${args[1]} of ${args[0]} were bought`,
  })
  order(item: string, count: number): Promise<Order> {
    return Promise.resolve({ id: `${item}-${count}` });
  }

  // @ts-expect-error -- nor does a function for other parameters than those of the method
  @Audited<Shop['order']>({ category: 'shop', action: 'buy', resourceId: ({ args }) => args?.[0].id })
  otherParameters(): void {}

  @Audited<Shop['orders']>({ category: 'shop', action: 'read', resourceId: ({ result }) => result?.id })
  orders(): Observable<Order> {
    return from([{ id: '1' }]);
  }
}

/** What compiles only when both types are the same. */
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;

function givenBy<Method extends (...args: never[]) => unknown>(): Same<AuditedResult<Method>, Order> {
  return true as Same<AuditedResult<Method>, Order>;
}

describe('the words of @Audited', () => {
  it('should be known when it compiles, and taken as they are when it runs', () => {
    const { mistypedAction } = Object.getOwnPropertyDescriptors(Shop.prototype);
    expect(auditOfMethod(mistypedAction.value as object)?.audited?.action).toBe('user.creat');
  });

  it('should be the same for entries that are recorded by hand', () => {
    const recorded: unknown[] = [];
    const audit: Pick<AuditService, 'record'> = { record: (entry) => void recorded.push(entry) };
    audit.record({ category: 'shop', action: 'buy' });
    // @ts-expect-error -- mistyped
    audit.record({ category: 'shop', action: 'buyy' });
    expect(recorded).toHaveLength(2);
  });
});

describe('the result that functions of @Audited get', () => {
  it('should be what the method gives in the end', () => {
    const kinds: readonly true[] = [
      givenBy<() => Order>(),
      givenBy<() => Promise<Order>>(),
      givenBy<() => Observable<Order>>(),
      givenBy<() => Promise<Observable<Order>>>(),
      givenBy<() => Generator<Order, string>>(),
      givenBy<() => AsyncGenerator<Order, void>>(),
    ];
    const call: AuditedCall<() => Order[]> = { result: [{ id: '1' }], params: {} };
    expect(kinds).toHaveLength(6);
    expect(call.result?.[0]?.id).toBe('1');
  });
});
