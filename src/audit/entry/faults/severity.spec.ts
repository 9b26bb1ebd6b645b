import type { AuditSeverityRule, FaultDetails } from '../record-rules.ts';
import { severityByHost, severityOfFault } from './severity.ts';

const fault = (code: string | undefined, message = 'x'): FaultDetails => ({
  name: 'Error',
  message,
  ...(code !== undefined && { code }),
});
const NOT_REFUSED = { isRefusal: false };

describe('severityOfFault', () => {
  it.each([
    ['a database that refuses', fault('ECONNREFUSED')],
    ['a connection that broke', fault('ECONNRESET', 'read ECONNRESET')],
    ['a name that is not known', fault('EAI_AGAIN')],
    ['a connection exception', fault('08006')],
    ['a database without connections', fault('53300')],
    ['a database without memory', fault('53200')],
    ['a database that shuts down', fault('57P01')],
    ['a password that is not right any more', fault('28P01')],
    ['a database that is gone', fault('3D000')],
    ['a replica in the place of the database', fault('25006')],
    ['a broken table', fault('XX001')],
    ['a full disk', fault('ENOSPC')],
    ['a disk that is read only', fault('EROFS')],
    ['no file handles', fault('EMFILE')],
    ['no memory', fault('ENOMEM')],
    ['a worker without memory', fault('ERR_WORKER_OUT_OF_MEMORY')],
    ['no room for a buffer', fault(undefined, 'Array buffer allocation failed')],
    ['a connection that was ended', fault(undefined, 'Connection terminated unexpectedly')],
    ['a connection that took too long', fault(undefined, 'Connection terminated due to connection timeout')],
    ['an exhausted pool', fault(undefined, 'timeout exceeded when trying to connect')],
    ['a broken client', fault(undefined, 'Client has encountered a connection error and is not queryable')],
    ['a pool that has ended', fault(undefined, 'Cannot use a pool after calling end on the pool')],
    ['a database that starts', fault(undefined, 'the database system is starting up')],
    ['a driver that is not connected', fault(undefined, 'Driver not Connected')],
    ['a DataSource that is not there', { name: 'CannotExecuteNotConnectedError', message: 'x' }],
  ])('should be critical for %s, anywhere in what has caused it', (_what, lost) => {
    for (const each of [
      lost,
      { ...fault(undefined), cause: lost },
      { ...fault(undefined), errors: [fault(undefined), { ...fault(undefined), cause: lost }] },
    ]) {
      expect(severityOfFault(each, NOT_REFUSED)).toBe('CRITICAL');
    }
  });

  it.each([
    ['nothing known', fault(undefined)],
    ['a code that only begins so', fault('ENOSPC2')],
    ['a unique violation', fault('23505')],
    ['a statement that took too long', fault('57014')],
    ['a text that is too long', fault(undefined, 'Invalid string length')],
    ['a message that quotes one', fault(undefined, 'He said: Connection terminated unexpectedly')],
    ['a client that leaves while it sends', fault('ECONNRESET', 'aborted')],
    ['a client that leaves the parser of bodies', fault('ECONNABORTED', 'request aborted')],
  ])('should be no more than an error for %s', (_what, each) => {
    expect(severityOfFault(each, NOT_REFUSED)).toBe('ERROR');
  });

  it('should be a warning for a refusal, whatever has caused it', () => {
    const refused = { ...fault(undefined), cause: fault('ECONNREFUSED') };
    expect(severityOfFault(refused, { isRefusal: true })).toBe('WARNING');
  });
});

describe('severityByHost', () => {
  const rule = (severity: unknown, when: unknown): AuditSeverityRule => ({ severity, when }) as AuditSeverityRule;

  it('should be the first rule that holds', () => {
    const rules = [rule('WARNING', () => false), rule('CRITICAL', () => true), rule('ERROR', () => true)];
    expect(severityByHost(rules, fault(undefined), null)).toBe('CRITICAL');
  });

  it('should show what is kept and what was thrown', () => {
    const when = jest.fn(() => true);
    const error = new Error('x');
    severityByHost([rule('ERROR', when)], fault('E'), error);
    expect(when).toHaveBeenCalledWith(fault('E'), error);
  });

  it.each([
    [
      'throws',
      rule('CRITICAL', () => {
        throw new Error('no');
      }),
    ],
    ['gives a promise', rule('CRITICAL', () => Promise.resolve(true))],
    ['names no severity that exists', rule('FATAL', () => true)],
  ])('should pass over a rule that %s', (_what, broken) => {
    expect(severityByHost([broken], fault(undefined), null)).toBeUndefined();
    expect(severityByHost([broken, rule('WARNING', () => true)], fault(undefined), null)).toBe('WARNING');
  });
});
