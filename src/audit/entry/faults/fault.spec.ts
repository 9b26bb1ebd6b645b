import { ConflictException, HttpException, InternalServerErrorException, NotFoundException } from '@nestjs/common';
import { anything, assert, oneof, property, record, stringify } from 'fast-check';
import { QueryFailedError } from 'typeorm';
import { readFault } from './fault.ts';
import { DEFAULT_RULES, type RecordRules } from '../record-rules.ts';

class PaymentRefused extends Error {}

const throwing = (): never => {
  throw new Error('no');
};

/** Everything a test can see of a value, without what the value itself says of it. */
const pictureOf = (value: unknown): string =>
  stringify(value instanceof Error ? Object.getOwnPropertyDescriptors(value) : value);

/** The stack is made when it is first asked for, and what makes it under jest does not bear every field. */
const errorWith = (fields: object): Error => {
  const error = new Error('x');
  return Object.assign(error, { stack: error.stack }, fields);
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

  it('should find a lost database in an AggregateError, as Node throws it for a name with several addresses', () => {
    const refused = ['::1', '127.0.0.1'].map((ip) =>
      Object.assign(new Error(`connect ECONNREFUSED ${ip}:5432`), { code: 'ECONNREFUSED' }),
    );
    const fault = readFault(new Error('x', { cause: new AggregateError(refused) }), DEFAULT_RULES);
    expect(fault.severity).toBe('CRITICAL');
    expect(fault.details.cause).toMatchObject({
      name: 'AggregateError',
      errors: [{ message: 'connect ECONNREFUSED ::1:5432' }, { message: 'connect ECONNREFUSED 127.0.0.1:5432' }],
    });
  });

  it('should ask the rules of the host first, also about a refusal', () => {
    const severityRules: RecordRules['severityRules'] = [
      { severity: 'CRITICAL', when: ({ code }) => code === 'EMAIL_TAKEN' },
      { severity: 'WARNING', when: (_, error) => error instanceof PaymentRefused },
    ];
    const rules = { ...DEFAULT_RULES, severityRules };
    expect(readFault(new ConflictException({ code: 'EMAIL_TAKEN' }), rules)).toMatchObject({
      status: 'failure',
      severity: 'CRITICAL',
    });
    expect(readFault(new PaymentRefused('x'), rules)).toMatchObject({ status: 'error', severity: 'WARNING' });
    expect(readFault(new Error('x'), rules).severity).toBe('ERROR');
  });

  it('should keep of a failed statement which rule has refused it, and nothing of statement and row', () => {
    const driver = Object.assign(new Error('duplicate key value violates unique constraint "users_email_uq"'), {
      code: '23505',
      constraint: 'users_email_uq',
      table: 'users',
      detail: 'Key (email)=(hunter2) already exists.',
      where: 'hunter2',
      internalQuery: 'hunter2',
    });
    const error = new QueryFailedError('INSERT INTO users VALUES ($1, hunter2)', ['hunter2'], driver);
    const { details } = readFault(error, DEFAULT_RULES);
    expect(details).toMatchObject({ code: '23505', constraint: 'users_email_uq', table: 'users' });
    expect(JSON.stringify(details)).not.toMatch(/hunter2|INSERT/);
  });

  it.each(['invalid input syntax for type uuid: "hunter2"', 'ungültige Eingabesyntax für Typ uuid: »hunter2«'])(
    'should not keep the value that a data exception quotes: %s',
    (message) => {
      const driver = Object.assign(new Error(message), { code: '22P02' });
      const { details } = readFault(new QueryFailedError('SELECT 1', [], driver), DEFAULT_RULES);
      expect(details.message).toMatch(/ uuid: …$/);
      expect(JSON.stringify(details)).not.toContain('hunter2');
    },
  );

  it('should name no home of a user', () => {
    const { details } = readFault(new Error("no such file, open '/home/ada/x.csv'"), DEFAULT_RULES);
    expect(JSON.stringify(details)).not.toContain('ada');
  });

  it('should keep nothing of an older message that the stack still has', () => {
    const error = new Error('hunter2\nhunter2');
    error.message = 'refused';
    const { details } = readFault(error, DEFAULT_RULES);
    expect(details.stack).toMatch(/^Error: refused\n {4}at /);
    expect(JSON.stringify(details)).not.toContain('hunter2');
  });

  it('should keep a refusal a warning whatever has caused it', () => {
    const cause = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    expect(readFault(new ConflictException('x', { cause }), DEFAULT_RULES).severity).toBe('WARNING');
  });

  it('should keep name, message, code and stack, without where the application is', () => {
    const error = Object.assign(new RangeError('too much'), { code: 'E_MUCH' });
    const { details } = readFault(error, DEFAULT_RULES);
    expect(details).toEqual({ name: 'RangeError', message: 'too much', code: 'E_MUCH', stack: expect.any(String) });
    expect(details.stack).toContain('src/audit/entry/faults/fault.spec.ts');
    expect(details.stack).not.toContain(process.cwd());
  });

  it('should take secrets out of message and stack', () => {
    const { details } = readFault(new Error('postgres://ada:hunter2@db and /reset?token=hunter2'), DEFAULT_RULES);
    expect(JSON.stringify(details)).not.toContain('hunter2');
    expect(details.message).toBe('postgres://ada:[REDACTED]@db and /reset?…');
  });

  it('should bound message, stack and causes', () => {
    let cause: Error | undefined;
    for (let place = 0; place < 50; place += 1) {
      cause = new AggregateError(
        Array.from({ length: 50 }, () => new Error('y'.repeat(5_000))),
        'x'.repeat(1_000_000),
        { cause },
      );
    }
    const text = JSON.stringify(readFault(cause, DEFAULT_RULES));
    expect(text.length).toBeLessThan(60_000);
    expect(text.match(/"cause"/g)).toHaveLength(4);
  });

  it('should tell of each fault of a ring once', () => {
    const ring = new Error('x');
    ring.cause = new AggregateError([ring, new Error('z', { cause: ring })], 'y');
    const { details } = readFault(ring, DEFAULT_RULES);
    expect(details).toMatchObject({ message: 'x', cause: { message: 'y', errors: [{ message: 'z' }] } });
    expect(details.cause?.errors).toHaveLength(1);
    expect(details.cause?.errors?.[0]).not.toHaveProperty('cause');
  });

  it('should read anything in bounds, without throwing and without changing it', () => {
    const fields = record(
      {
        name: anything(),
        message: anything(),
        stack: anything(),
        code: anything(),
        cause: anything(),
        errors: anything(),
        driverError: anything(),
      },
      { requiredKeys: [] },
    );
    const thrown = oneof(
      anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
      fields,
    );
    assert(
      property(thrown, fields, (value, more) => {
        for (const error of [value, errorWith(more)]) {
          const before = pictureOf(error);
          const fault = readFault(error, DEFAULT_RULES);
          expect(JSON.stringify(fault).length).toBeLessThan(60_000);
          expect(fault.errorFingerprint).toBe(readFault(error, DEFAULT_RULES).errorFingerprint);
          expect(pictureOf(error)).toBe(before);
        }
      }),
      { numRuns: 10_000, examples: [[0, { name: { toString: '' } }]] },
    );
  }, 120_000);

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
