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
    expect(faultFingerprint(FAULT)).toMatch(/^v1:[\da-f]{24}$/);
  });

  it.each([
    ['another number', { message: 'Order 18 is broken' }],
    ['another line', { stack: STACK.replaceAll(':10:5', ':99:1') }],
    ['another frame of a package', { stack: STACK.replace('fastify', 'express') }],
    ['another frame of Node', { stack: STACK.replace('node:internal', 'node:events') }],
    ['another frame far below', { stack: STACK.replace('fourth', 'fifth') }],
    ['another first line', { stack: STACK.replace('Error: x', 'Error: y') }],
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
    ['file', { stack: STACK.replace('payment.ts', 'refund.ts') }],
  ])('should differ for another %s', (_what, part) => {
    expect(faultFingerprint({ ...FAULT, ...part })).not.toBe(faultFingerprint(FAULT));
  });

  it('should need neither code nor stack', () => {
    expect(faultFingerprint({ name: 'string', message: 'x' })).toMatch(/^v1:/);
  });

  it.each(['a', 'a1', 'deadbeef ', '0x', '1-'])('should be done with a long message of %j in no time', (part) => {
    const startedAt = performance.now();
    faultFingerprint({ ...FAULT, message: part.repeat(500_000) });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
