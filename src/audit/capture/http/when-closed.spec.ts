import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { whenClosed } from './when-closed.ts';

/** What of an answer this needs. */
const newAnswer = (): ServerResponse => new EventEmitter() as ServerResponse;

describe(whenClosed.name, () => {
  it('should tell once that an answer is over', () => {
    const [answer, tell] = [newAnswer(), jest.fn()];
    whenClosed(answer, tell);
    expect(tell).not.toHaveBeenCalled();
    answer.emit('close');
    answer.emit('close');
    expect(tell).toHaveBeenCalledTimes(1);
  });

  it('should leave others as many listeners as they had, and no bound where there was none', () => {
    const [bounded, unbounded] = [newAnswer().setMaxListeners(10), newAnswer().setMaxListeners(0)];
    for (const answer of [bounded, bounded, unbounded]) whenClosed(answer, () => undefined);
    expect([bounded.getMaxListeners(), unbounded.getMaxListeners()]).toEqual([12, 0]);
  });
});
