import { type ArgumentsHost, Logger } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { ProblemFilter } from './problem.filter.ts';

function filterFor(isHeadersSent: boolean) {
  const adapter = { isHeadersSent: () => isHeadersSent, setHeader: jest.fn(), reply: jest.fn() };
  const filter = new ProblemFilter({ httpAdapter: adapter } as unknown as HttpAdapterHost);
  const http = { getRequest: () => ({ id: 'id-1' }), getResponse: () => ({}) };
  const host = { switchToHttp: () => http } as unknown as ArgumentsHost;
  return { adapter, catchError: (error: unknown) => filter.catch(error, host) };
}

describe('ProblemFilter', () => {
  const log = jest.spyOn(Logger.prototype, 'error').mockImplementation();
  afterEach(() => log.mockClear());
  afterAll(() => log.mockRestore());

  it('should leave an answer alone that has begun, and log its fault all the same', () => {
    const { adapter, catchError } = filterFor(true);
    catchError(new Error('too late'));
    expect(adapter.setHeader).not.toHaveBeenCalled();
    expect(adapter.reply).not.toHaveBeenCalled();
    expect(log).toHaveBeenCalledTimes(1);
  });

  it('should log a fault with the id of its request and its cause', () => {
    const { adapter, catchError } = filterFor(false);
    catchError(new Error('outer', { cause: new Error('the cause') }));
    expect(log).toHaveBeenCalledWith('Request id-1 failed: INTERNAL_ERROR', expect.stringContaining('the cause'));
    expect(adapter.reply).toHaveBeenCalledWith({}, expect.objectContaining({ requestId: 'id-1', status: 500 }), 500);
  });
});
