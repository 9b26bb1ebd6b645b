import { assert, integer, ipV4, oneof, property, string, stringMatching, uuid } from 'fast-check';
import { faultFingerprint } from './fault-fingerprint.ts';

const STACK = `Error: x
    at pay (src/shop/payment.ts:10:5)
    at async order (src/shop/shop.ts:20:7)
    at next (node_modules/fastify/lib/x.js:1:1)
    at process.processTicks (node:internal/process:1:1)
    at handle (src/main.ts:3:3)
    at fourth (src/main.ts:4:4)`;
const FAULT = { name: 'Error', message: 'Order 17 is broken', code: 'E_ORDER', stack: STACK };

describe('faultFingerprint', () => {
  it('should say which rules made it', () => {
    expect(faultFingerprint(FAULT)).toMatch(/^v2:[\da-f]{24}$/);
  });

  it.each([
    ['another number', { message: 'Order 18 is broken' }],
    ['another line', { stack: STACK.replaceAll(':10:5', ':99:1') }],
    ['another frame of a package', { stack: STACK.replace('fastify', 'express') }],
    ['another frame of Node', { stack: STACK.replace('node:internal', 'node:events') }],
    ['another frame far below', { stack: STACK.replace('fourth', 'fifth') }],
    ['another first line', { stack: STACK.replace('Error: x', 'Error: y') }],
    ['what was awaited', { stack: STACK.replace('at pay', 'at async pay') }],
    ['what was not awaited', { stack: STACK.replace('at async order', 'at order') }],
    ['what it was called on', { stack: STACK.replace('at pay', 'at Object.pay [as run]') }],
    ['the built code', { stack: STACK.replaceAll(/src\/(\S+)\.ts/g, 'dist/src/$1.js') }],
    ['built code at the root', { stack: STACK.replaceAll(/src\/(\S+)\.ts/g, 'dist/$1.js') }],
    ['built code by its address', { stack: STACK.replaceAll('src/', `file://${process.cwd()}/src/`) }],
    ['itself called again', { stack: STACK.replace(/( {4}at pay .*\n)/, '$1$1$1') }],
    [
      'evaluated code between',
      { stack: STACK.replace(/( {4}at async)/, '    at eval (eval at x (a.js:1:1), <anonymous>:1:1)\n$1') },
    ],
  ])('should be the same for %s', (_what, part) => {
    expect(faultFingerprint({ ...FAULT, ...part })).toBe(faultFingerprint(FAULT));
  });

  it.each([
    ['Order 919108f7-52d1-4320-9bac-f847db4148a8', 'Order 017F22E2-79B0-7CC3-98C4-DC0C0C07398F'],
    ['Object 507f1f77bcf86cd799439011', 'Object 507f191e810c19729de860ea'],
    ['At 0x7ffe12', 'At 0xdead99beef'],
    ['took 1.5 s', 'took 20.25 s'],
  ])('should be the same for "%s" and "%s"', (message, other) => {
    expect(faultFingerprint({ ...FAULT, message })).toBe(faultFingerprint({ ...FAULT, message: other }));
  });

  it.each([
    ['name', { name: 'TypeError' }],
    ['code', { code: 'E_OTHER' }],
    ['message', { message: 'Order 17 is gone' }],
    ['function', { stack: STACK.replace('at pay', 'at repay') }],
    ['constraint', { constraint: 'users_email_uq' }],
    ['file', { stack: STACK.replace('payment.ts', 'refund.ts') }],
  ])('should differ for another %s', (_what, part) => {
    expect(faultFingerprint({ ...FAULT, ...part })).not.toBe(faultFingerprint(FAULT));
  });

  it('should need neither code nor stack', () => {
    expect(faultFingerprint({ name: 'string', message: 'x' })).toMatch(/^v2:[\da-f]{24}$/);
  });

  it('should be one for all unknown paths', () => {
    const of = (path: string) => faultFingerprint({ name: 'NotFoundException', message: `Cannot GET ${path}` });
    expect(of('/a')).toBe(of('/b?c=1'));
  });

  it('should give anonymous functions of one file the same, wherever they were made', () => {
    const at = (label: string) => faultFingerprint({ ...FAULT, stack: `Error: x\n    at ${label}src/a.ts:1:1` });
    expect(at('async ')).toBe(at(''));
    expect(faultFingerprint({ ...FAULT, stack: 'Error: x\n    at Object.<anonymous> (src/a.ts:9:9)' })).toBe(at(''));
    expect(faultFingerprint({ ...FAULT, stack: 'Error: x\n    at new <anonymous> (src/a.ts:9:9)' })).toBe(at(''));
  });

  it('should be the same for two occurrences whose messages differ in ids only', () => {
    const ids = oneof(uuid(), integer().map(String), stringMatching(/^0x[\da-f]{1,16}$/), ipV4());
    assert(
      property(string({ maxLength: 60 }), ids, ids, (text, one, other) => {
        const words = text.replaceAll(/[^a-z ]/gi, '');
        const of = (id: string) => faultFingerprint({ ...FAULT, message: `${words} ${id} ${words}` });
        expect(of(one)).toBe(of(other));
        expect(of(one)).toBe(of(one));
      }),
      { numRuns: 10_000 },
    );
  });

  it.each(['a', 'a1', 'deadbeef ', '0x', '1-'])('should be done with a long message of %j in no time', (part) => {
    const startedAt = performance.now();
    faultFingerprint({ ...FAULT, message: part.repeat(500_000) });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
