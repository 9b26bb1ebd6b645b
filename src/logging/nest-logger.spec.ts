import { createLogger } from './logger.ts';
import { NestLogger } from './nest-logger.ts';

describe('NestLogger', () => {
  let lines: Record<string, unknown>[];
  const loggerAt = (level: string) =>
    new NestLogger(createLogger(level, { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) }));
  beforeEach(() => {
    lines = [];
  });

  it('should write a message with its context', () => {
    loggerAt('info').log('ready', 'Audit');
    expect(lines).toEqual([expect.objectContaining({ level: 30, msg: 'ready', context: 'Audit' })]);
  });

  it.each([
    ['fatal', 60],
    ['error', 50],
    ['warn', 40],
    ['log', 30],
    ['debug', 20],
    ['verbose', 10],
  ] as const)('should map %s to pino level %i', (method, level) => {
    loggerAt('trace')[method]('text', 'Context');
    expect(lines).toEqual([expect.objectContaining({ level, msg: 'text' })]);
  });

  it('should keep quiet below the level', () => {
    loggerAt('warn').log('nothing', 'Audit');
    expect(lines).toEqual([]);
  });

  it('should keep what Nest says about its own set-up out of the info log', () => {
    loggerAt('info').log('Mapped {/, GET} route', 'RouterExplorer');
    expect(lines).toEqual([]);
  });

  it('should write an error with its stack and its cause', () => {
    loggerAt('info').error(new Error('outer', { cause: new Error('inner') }), 'Audit');
    expect(lines[0]).toMatchObject({ msg: 'outer', err: { message: expect.stringContaining('outer') as string } });
    expect(JSON.stringify(lines[0])).toContain('inner');
  });

  it('should keep the stack that Nest passes as a text', () => {
    loggerAt('info').error('failed', 'Error: failed\n    at somewhere', 'Audit');
    expect(lines[0]).toMatchObject({ msg: 'failed', context: 'Audit', stack: 'Error: failed\n    at somewhere' });
  });

  it('should write the fields of an object', () => {
    loggerAt('info').warn({ waiting: 3 }, 'Audit');
    expect(lines[0]).toMatchObject({ waiting: 3, context: 'Audit' });
  });
});

describe('createLogger', () => {
  it.each(['authorization', 'cookie', 'proxy-authorization'])('should not write the header %s', (header) => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line) => lines.push(line) });
    logger.info({ req: { headers: { [header]: 'hunter22', accept: '*/*' } }, headers: { [header]: 'hunter22' } });
    expect(lines[0]).toContain('[redacted]');
    expect(lines[0]).toContain('*/*');
    expect(lines[0]).not.toContain('hunter22');
  });
});
