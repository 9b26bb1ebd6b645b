import { broken, done, refused } from '../support/ending-entry.ts';
import { describeEndings, type Ending, type Visit } from '../support/endings.ts';
import { get, options, post, remove, type WireRequest } from '../support/raw-connection.ts';

const CLOSE = { Connection: 'close' };
const ONE = get('/endings/plain');
const TWO = get('/endings/throws-409');
const THREE = post('/endings/body', '{}', CLOSE);

async function continueWhenTold(visit: Visit): Promise<void> {
  const { body, ...head } = post('/endings/body', '{"a":1}', { ...CLOSE, Expect: '100-continue' });
  visit.send({ ...head, body: '' });
  await visit.connection.arrived('100 Continue');
  visit.connection.write(body);
}

async function oneAfterTheOther(visit: Visit): Promise<void> {
  for (const request of [ONE, TWO, THREE]) {
    visit.send(request);
    await visit.connection.answered();
  }
}

function inOnePiece(...requests: readonly WireRequest[]): (visit: Visit) => Promise<void> {
  return async (visit) => visit.send(...requests);
}

/** Both are under way when the client goes; the answer of the second has to wait for that of the first. */
function leaveBoth(...requests: readonly WireRequest[]): (visit: Visit) => Promise<void> {
  return async (visit) => {
    visit.send(...requests);
    await visit.endings.gate.arrived();
    await visit.leave();
    visit.endings.gate.open();
  };
}

async function talkNonsense(visit: Visit): Promise<void> {
  visit.send(ONE);
  await visit.connection.answered();
  visit.connection.write('nonsense\r\n\r\n');
  await visit.connection.closed();
}

const THREE_ENTRIES = [done(200), refused(409, { error: 'Already there' }), done(201)];
const LEFT = { outcome: 'aborted' } as const;
const TOO_LATE = 'Broken after the client has left';

/** The law of connections: requests are counted, not connections. */
// oxfmt-ignore
const CONNECTIONS: readonly Ending[] = [
  ['a connection for one request', get('/endings/plain', CLOSE), done(200)],
  ['HTTP/1.0', { ...get('/endings/plain'), version: '1.0' }, done(200)],
  ['HTTP/1.0 that stays', { ...get('/endings/plain', { Connection: 'keep-alive' }), version: '1.0' }, done(200)],
  ['a body that is asked for', continueWhenTold, done(201)],
  ['three requests, one after the other', oneAfterTheOther, THREE_ENTRIES],
  ['three requests in one piece', inOnePiece(ONE, TWO, THREE), THREE_ENTRIES],
  ['an answer that waits for another one', inOnePiece(get('/endings/interceptor-times-out'), get('/endings/plain', CLOSE)), [refused(408, { error: 'Too slow' }), done(200)]],
  ['two requests whose client leaves', leaveBoth(get('/streams/waits'), remove('/streams/waits-and-fails')), [done(200, LEFT), broken(500, { ...LEFT, error: TOO_LATE })]],
  ['two requests that are never answered', leaveBoth(get('/streams/never'), get('/streams/never?second')), [refused(null, LEFT), refused(null, LEFT)]],
  ['a request and then nonsense', talkNonsense, done(200)],
];

describeEndings('a connection', CONNECTIONS, { options: { abortGraceMs: 1_000 } });

const PREFLIGHT = { Origin: 'https://example.com', 'Access-Control-Request-Method': 'POST' };

/** OPTIONS without CORS is among the answers in one piece. */
// oxfmt-ignore
const CORS: readonly Ending[] = [
  ['a preflight', options('/endings/body', PREFLIGHT), done(204, { route: null })],
  ['a preflight for nothing', options('/nowhere', PREFLIGHT), done(204, { route: null })],
  ['a request of another origin', get('/endings/plain', { Origin: 'https://example.com' }), done(200)],
];

describeEndings('CORS', CORS, { isRecordedBeforeAnswer: true, prepare: (app) => app.enableCors() });
