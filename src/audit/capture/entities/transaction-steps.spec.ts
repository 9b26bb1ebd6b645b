import { commandOf, isCommitInDoubt, transactionSteps } from './transaction-steps.ts';

describe(transactionSteps.name, () => {
  it.each([
    ['START TRANSACTION', 'START', [{ step: 'begin' }]],
    ['begin', 'BEGIN', [{ step: 'begin' }]],
    ['COMMIT', 'COMMIT', [{ step: 'commit' }]],
    ['commit and chain', 'COMMIT', [{ step: 'commit' }, { step: 'begin' }]],
    ['END', 'COMMIT', [{ step: 'commit' }]],
    ['COMMIT', 'ROLLBACK', [{ step: 'rollback' }]],
    ['ROLLBACK', 'ROLLBACK', [{ step: 'rollback' }]],
    ['rollback and chain', 'ROLLBACK', [{ step: 'rollback' }, { step: 'begin' }]],
    ['SAVEPOINT typeorm_1', 'SAVEPOINT', [{ step: 'savepoint', name: 'typeorm_1' }]],
    [' savepoint "mine"', 'SAVEPOINT', [{ step: 'savepoint', name: 'mine' }]],
    ['RELEASE SAVEPOINT typeorm_1', 'RELEASE', [{ step: 'release', name: 'typeorm_1' }]],
    ['release mine', 'RELEASE', [{ step: 'release', name: 'mine' }]],
    ['ROLLBACK TO SAVEPOINT typeorm_2', 'ROLLBACK', [{ step: 'rollback to', name: 'typeorm_2' }]],
    ['rollback work to mine', 'ROLLBACK', [{ step: 'rollback to', name: 'mine' }]],
    ['SELECT 1', 'SELECT', []],
    ['INSERT INTO a VALUES (1)', 'INSERT', []],
  ])('should read %s, answered by %s', (query, command, steps) => {
    expect(transactionSteps(query, { command })).toEqual(steps);
  });

  it('should read each of several statements in one text', () => {
    const results = [{ command: 'BEGIN' }, { command: 'INSERT' }, { command: 'COMMIT' }];
    expect(transactionSteps('BEGIN; INSERT …; COMMIT', results)).toEqual([{ step: 'begin' }, { step: 'commit' }]);
  });

  it.each([[undefined], [null], ['text'], [{}], [{ command: 1 }]])('should read nothing in the result %p', (result) => {
    expect(transactionSteps('COMMIT', result)).toEqual([]);
    expect(commandOf(result)).toBeUndefined();
  });
});

describe(isCommitInDoubt.name, () => {
  it.each([
    ['a constraint that is checked at the commit', { code: '23505' }, false],
    ['a serialisation failure', { code: '40001' }, false],
    ['a server that goes down', { code: '57P01' }, true],
    ['a connection that breaks', { code: 'ECONNRESET' }, true],
    ['a connection that ends', new Error('Connection terminated unexpectedly'), true],
    ['nothing', undefined, true],
  ])('should judge %s', (_what, error, isInDoubt) => {
    expect(isCommitInDoubt(error)).toBe(isInDoubt);
  });
});
