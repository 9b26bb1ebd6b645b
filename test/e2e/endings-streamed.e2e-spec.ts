import { broken, done, refused } from '../support/ending-entry.ts';
import { describeEndings, type Ending, type Visit } from '../support/endings.ts';
import { get, head, type WireRequest } from '../support/raw-connection.ts';

/** The client has seen the beginning, before the handler goes on. */
function goOnAfter(beginning: string, request: WireRequest): (visit: Visit) => Promise<void> {
  return async (visit) => {
    visit.send(request);
    await visit.connection.arrived(beginning);
    expect(await visit.stored()).toEqual([]);
    visit.endings.gate.open();
  };
}

/** The client has seen the beginning, and wants no more. */
function leaveAfter(beginning: string, request: WireRequest, how?: 'reset'): (visit: Visit) => Promise<void> {
  return async (visit) => {
    visit.send(request);
    await visit.connection.arrived(beginning);
    await visit.leave(how);
  };
}

async function leaveWhileItFlows(visit: Visit): Promise<void> {
  visit.send(get('/streams/huge-file'));
  await visit.connection.arrived('\r\n\r\n');
  visit.connection.pause();
  await visit.leave();
}

const BROKEN_FILE = { error: 'The second block is broken', outcome: 'aborted' } as const;

/** The law of answers that go out in parts: their entry is made when they are over. */
// oxfmt-ignore
const STREAMED: readonly Ending[] = [
  ['a file', get('/streams/file'), done(200)],
  ['HEAD of a file', head('/streams/file'), done(200)],
  ['a large file', get('/streams/large-file'), done(200)],
  ['a file that fails before its first block', get('/streams/file-fails-at-once'), { express: refused(400, { error: 'The first block is broken' }), fastify: broken(500, { error: 'The first block is broken' }) }],
  ['a file that fails midway', goOnAfter('one,', get('/streams/file-fails')), broken(200, BROKEN_FILE)],
  ['a file of known length that fails midway', goOnAfter('one,', get('/streams/file-with-length-fails')), broken(200, BROKEN_FILE)],
  ['a client that leaves a file', leaveAfter('one,', get('/streams/slow-file')), done(200, { outcome: 'aborted' })],
  ['a client that resets a file', leaveAfter('one,', get('/streams/slow-file'), 'reset'), done(200, { outcome: 'aborted' })],
  ['a client that leaves a huge file', leaveWhileItFlows, done(200, { outcome: 'aborted' })],

  ['a generator', goOnAfter('one,', get('/streams/generator')), done(200)],
  ['a generator that fails at once', get('/streams/generator-fails-at-once'), broken(500, { error: 'The first block is broken' })],
  ['a generator that fails midway', goOnAfter('one,', get('/streams/generator-fails')), broken(200, BROKEN_FILE)],
  ['a client that leaves a generator', leaveAfter('one,', get('/streams/generator')), done(200, { outcome: 'aborted' })],
  ['a web Response', get('/streams/web-response'), done(206)],

  ['events', get('/streams/events'), done(200)],
  ['HEAD of events', head('/streams/events-for-ever'), done(200)],
  ['events that fail before the first', get('/streams/events-fail-at-once'), broken(500, { error: 'No events today' })],
  ['events that fail after two', goOnAfter('data: two\n\n', get('/streams/events-fail')), broken(200, { error: 'The third event is broken' })],
  ['a client that leaves the events', leaveAfter('data: one\n\n', get('/streams/events-for-ever')), done(200, { outcome: 'aborted' })],
  ['a client that resets the events', leaveAfter('data: one\n\n', get('/streams/events-for-ever'), 'reset'), done(200, { outcome: 'aborted' })],

  ['write() and end()', goOnAfter('one,', get('/by-hand/writes')), done(200)],
  ['trailers', goOnAfter('counted', get('/by-hand/writes-trailers')), done(200)],
  ['write() and an error', goOnAfter('one,', get('/by-hand/writes-and-throws')), broken(200, { error: 'Broken while writing' })],
  ['write() and destroy()', goOnAfter('one,', get('/by-hand/writes-and-destroys')), broken(200, { error: 'Given up while writing', outcome: 'aborted' })],
  ['a client that leaves write()', leaveAfter('one,', get('/by-hand/writes')), done(200, { outcome: 'aborted' })],
];

describeEndings('an answer in parts', STREAMED);
