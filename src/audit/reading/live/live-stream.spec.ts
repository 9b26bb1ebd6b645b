import { entryEvent, LiveStream } from './live-stream.ts';
import { encodePosition, type LogPosition } from './log-position.ts';

const POSITION: LogPosition = { since: 1, floor: 2, taken: [], open: [] };
const FULL = Buffer.alloc(300_000, 'x');

const idOf = (position: LogPosition): string => encodePosition(position, 'key');
const read = ({ content }: LiveStream): string => String(content.read() ?? '');

describe('LiveStream', () => {
  let stream: LiveStream;
  beforeEach(() => {
    jest.useFakeTimers();
    stream = new LiveStream({ selection: { conditions: [] }, position: POSITION, lifetimeMs: 600_000 });
  });
  afterEach(() => jest.useRealTimers());

  it('should begin with how to come again and from where', () => {
    stream.begin('here', { isResumed: true });
    expect(read(stream)).toBe('retry: 2000\n\nid: here\nevent: ready\ndata: {"isResumed":true}\n\n');
    expect(stream.hasBegun).toBe(true);
  });

  it('should tell an entry on one line, whatever is in it', () => {
    stream.send(entryEvent('there', { description: 'two\nlines\r\nand data: more' }));
    expect(read(stream)).toBe('id: there\nevent: entry\ndata: {"description":"two\\nlines\\r\\nand data: more"}\n\n');
  });

  it('should give a sign of life, with where it has come, when it had nothing to tell', () => {
    stream.begin('here', { isResumed: false });
    read(stream);
    jest.advanceTimersByTime(14_000);
    stream.tend(idOf);
    expect(read(stream)).toBe('');
    jest.advanceTimersByTime(2_000);
    stream.tend(idOf);
    stream.tend(idOf);
    expect(read(stream)).toBe(`id: ${idOf(POSITION)}\n:\n\n`);
  });

  it('should give none before it has begun', () => {
    jest.advanceTimersByTime(16_000);
    stream.tend(idOf);
    expect(read(stream)).toBe('');
  });

  it('should end in time, with what is there to be read', () => {
    stream.begin('here', { isResumed: false });
    jest.advanceTimersByTime(600_000);
    stream.tend(idOf);
    stream.send(Buffer.from('too late'));
    void stream.end();
    expect(read(stream)).toContain('event: ready');
    expect(read(stream)).toBe('');
    expect(stream.content.destroyed).toBe(false);
  });

  it('should be given up when its client takes nothing for a minute', () => {
    stream.begin('here', { isResumed: false });
    stream.send(FULL);
    expect(stream.isFull).toBe(true);
    stream.tend(idOf);
    jest.advanceTimersByTime(59_000);
    stream.tend(idOf);
    expect(stream.content.destroyed).toBe(false);
    read(stream);
    stream.tend(idOf);
    stream.send(FULL);
    jest.advanceTimersByTime(59_000);
    stream.tend(idOf);
    jest.advanceTimersByTime(59_000);
    stream.tend(idOf);
    expect(stream.content.destroyed).toBe(false);
    jest.advanceTimersByTime(2_000);
    stream.tend(idOf);
    expect(stream.content.destroyed).toBe(true);
  });

  it('should not wait at its end for a client that takes nothing', () => {
    stream.begin('here', { isResumed: false });
    stream.send(FULL);
    void stream.end();
    expect(stream.content.destroyed).toBe(true);
  });
});
