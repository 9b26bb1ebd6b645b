import { ConflictException, HttpException, InternalServerErrorException, NotFoundException } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { readFault } from './fault.ts';
import { DEFAULT_RULES } from './record-rules.ts';

class PaymentRefused extends Error {}

const throwing = (): never => {
  throw new Error('no');
};

describe('readFault', () => {
  it.each([
    ['a refusal', new NotFoundException('x'), 'failure', 'WARNING', 'NotFoundException'],
    ['a refusal with a code', new ConflictException({ code: 'EMAIL_TAKEN' }), 'failure', 'WARNING', 'EMAIL_TAKEN'],
    ['a fault of HTTP', new InternalServerErrorException(), 'error', 'ERROR', 'InternalServerErrorException'],
    ['a fault', new TypeError('x'), 'error', 'ERROR', 'TypeError'],
    ['an error of a class without a name of its own', new PaymentRefused('x'), 'error', 'ERROR', 'PaymentRefused'],
    ['an error with a code', Object.assign(new Error('x'), { code: 'E_X' }), 'error', 'ERROR', 'E_X'],
    ['an error whose code is a number', Object.assign(new Error('x'), { code: 7 }), 'error', 'ERROR', 'Error'],
    ['a lost connection', Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'error', 'CRITICAL', 'ECONNRESET'],
    ['a full disk', Object.assign(new Error('x'), { code: 'ENOSPC' }), 'error', 'CRITICAL', 'ENOSPC'],
    ['a code that only begins so', Object.assign(new Error('x'), { code: 'ENOSPC2' }), 'error', 'ERROR', 'ENOSPC2'],
    ['a string', 'x', 'error', 'ERROR', 'string'],
    ['undefined', undefined, 'error', 'ERROR', 'undefined'],
    ['null', null, 'error', 'ERROR', 'object'],
    ['a symbol', Symbol('x'), 'error', 'ERROR', 'symbol'],
    ['a plain object', { message: 'x' }, 'error', 'ERROR', 'Object'],
    ['an object without prototype', Object.create(null), 'error', 'ERROR', 'Error'],
  ])('should tell %s', (_what, error, status, severity, errorType) => {
    expect(readFault(error, DEFAULT_RULES)).toMatchObject({ status, severity, errorType });
  });

  it('should see what is critical behind another error, the driver’s included', () => {
    const driver = Object.assign(new Error('shutting down'), { code: '57P01' });
    const fault = readFault(new Error('outer', { cause: new QueryFailedError('SELECT 1', [], driver) }), DEFAULT_RULES);
    expect(fault.severity).toBe('CRITICAL');
    expect(fault.details.cause).toMatchObject({ name: 'QueryFailedError', cause: { message: 'shutting down' } });
  });

  it('should keep a refusal a warning whatever has caused it', () => {
    const cause = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    expect(readFault(new ConflictException('x', { cause }), DEFAULT_RULES).severity).toBe('WARNING');
  });

  it('should keep name, message, code and stack, without where the application is', () => {
    const error = Object.assign(new RangeError('too much'), { code: 'E_MUCH' });
    const { details } = readFault(error, DEFAULT_RULES);
    expect(details).toEqual({ name: 'RangeError', message: 'too much', code: 'E_MUCH', stack: expect.any(String) });
    expect(details.stack).toContain('src/audit/entry/fault.spec.ts');
    expect(details.stack).not.toContain(process.cwd());
  });

  it('should take secrets out of message and stack', () => {
    const { details } = readFault(new Error('postgres://ada:hunter2@db and /reset?token=hunter2'), DEFAULT_RULES);
    expect(JSON.stringify(details)).not.toContain('hunter2');
    expect(details.message).toBe('postgres://ada:[REDACTED]@db and /reset?…');
  });

  it('should bound message, stack and causes', () => {
    const endless = new Error('x'.repeat(1_000_000));
    endless.cause = new Error('y', { cause: endless });
    const text = JSON.stringify(readFault(endless, DEFAULT_RULES));
    expect(text.length).toBeLessThan(40_000);
    expect(text.match(/"cause"/g)).toHaveLength(4);
  });

  it('should not follow an error that has caused itself', () => {
    const error = new Error('x');
    error.cause = error;
    expect(readFault(error, DEFAULT_RULES).details).not.toHaveProperty('cause');
  });

  it('should group occurrences of the same fault', () => {
    const [one, other] = [17, 18].map((id) => readFault(new Error(`No order ${id}`), DEFAULT_RULES).errorFingerprint);
    expect(one).toBe(other);
  });

  it.each<[what: string, error: unknown]>([
    ['getters that throw', Object.defineProperties({}, { name: { get: throwing }, stack: { get: throwing } })],
    ['a proxy that throws', new Proxy(new Error('x'), { get: throwing, getPrototypeOf: throwing, has: throwing })],
    ['a function whose text throws', Object.assign(() => 1, { toString: throwing })],
    ['a constructor that is none', { constructor: { name: 'x' } }],
    ['a constructor whose name is no text', { constructor: Object.defineProperty(() => 1, 'name', { value: 7 }) }],
    [
      'a status that throws',
      Object.assign(new HttpException('x', 400), { getStatus: throwing, getResponse: throwing }),
    ],
    ['a response that is null', new HttpException(null as never, 400)],
    ['fields of other types', { name: 1, message: {}, stack: [], code: null, cause: 0 }],
    ['text that is none', new Error('a\0b\ud800')],
  ])('should read an error with %s', (_what, error) => {
    const fault = readFault(error, DEFAULT_RULES);
    expect(fault.errorType).toEqual(expect.any(String));
    const texts = Object.values(fault.details).filter((value) => typeof value === 'string');
    expect(texts.every((text) => text.isWellFormed() && !text.includes('\0'))).toBe(true);
  });
});
