import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { broken, done, refused, unroutedOnExpress } from '../support/ending-entry.ts';
import { describeEndings, type Ending, type Visit } from '../support/endings.ts';
import { get, post, remove, type WireRequest } from '../support/raw-connection.ts';

/** Long enough for a handler that goes on at once, on a machine that has other things to do. */
const GRACE_MS = 1_000;

/** The client goes while the handler works; then the handler goes on. */
function leaveBeforeTheAnswer(request: WireRequest, how?: 'reset'): (visit: Visit) => Promise<void> {
  return async (visit) => {
    visit.send(request);
    await visit.endings.gate.arrived();
    await visit.leave(how);
    visit.endings.gate.open();
  };
}

async function leaveAfterTheAnswer(visit: Visit): Promise<void> {
  visit.send(get('/endings/plain'));
  await visit.connection.answered();
  await visit.leave();
}

async function leaveWhileSending(visit: Visit): Promise<void> {
  await sendHalf(visit);
  await visit.leave();
}

/** The server has the head of the request, and waits for the rest of its body. */
async function sendHalf(visit: Visit): Promise<void> {
  const begun = visit.endings.nextRequest();
  visit.send(post('/endings/body', '{"a"', { 'Content-Length': '100' }));
  await Promise.race([begun, visit.connection.closed()]);
}

async function finishBeforeTheAnswer(visit: Visit): Promise<void> {
  visit.send(get('/streams/waits'));
  await visit.endings.gate.arrived();
  visit.connection.finish();
  await visit.endings.quiet();
  visit.endings.gate.open();
}

const LEFT = { outcome: 'aborted' } as const;
const NO_BODY = /aborted|Premature close|premature/i;

/** The law of clients that leave: the entry tells what the application has done in the end. */
// oxfmt-ignore
const LEFT_ALONE: readonly Ending[] = [
  ['a client that leaves before the answer', leaveBeforeTheAnswer(get('/streams/waits')), done(200, LEFT)],
  ['a client that resets before the answer', leaveBeforeTheAnswer(get('/streams/waits'), 'reset'), done(200, LEFT)],
  ['a client that leaves before the fault', leaveBeforeTheAnswer(remove('/streams/waits-and-fails')), broken(500, { ...LEFT, error: 'Broken after the client has left' })],
  ['a client that leaves before a file', leaveBeforeTheAnswer(get('/streams/waits-for-file')), done(200, LEFT)],
  ['a client that leaves an Observable, which Nest then drops', leaveBeforeTheAnswer(get('/streams/observable-waits')), refused(null, LEFT)],
  ['a client that leaves what is never answered', leaveBeforeTheAnswer(get('/streams/never')), refused(null, LEFT)],
  ['a client that says that it is done before the answer', finishBeforeTheAnswer, done(200, LEFT)],
  ['a client that leaves after the answer', leaveAfterTheAnswer, done(200)],
  ['a client that leaves amid its body', leaveWhileSending, unroutedOnExpress(refused(400, { ...LEFT, error: NO_BODY }))],
  ['a handler that ends the connection', get('/by-hand/destroys'), refused(null, LEFT)],
];

describeEndings('an abandoned request', LEFT_ALONE, { options: { abortGraceMs: GRACE_MS } });

const TIMEOUT_MS = 500;

/** The handler goes on after the server has given up. */
async function answerTooLate(visit: Visit): Promise<void> {
  visit.send(get('/streams/waits'));
  await visit.connection.closed();
  await visit.endings.quiet();
  visit.endings.gate.open();
}

const LATE = { outcome: 'timeout' } as const;

/** The law of servers that give up when nothing moves. */
// oxfmt-ignore
const IDLE: readonly Ending[] = [
  ['what is never answered', get('/streams/never'), refused(null, LATE)],
  ['what is answered too late', answerTooLate, done(200, LATE)],
  ['a stream that stands still', get('/streams/slow-file'), done(200, LATE)],
  ['a body that stands still', sendHalf, unroutedOnExpress(refused(400, { ...LATE, error: NO_BODY }))],
];

describeEndings('a request that stands still', IDLE, {
  options: { abortGraceMs: GRACE_MS },
  prepare: (app) => void serverOf(app).setTimeout(TIMEOUT_MS),
});

// oxfmt-ignore
const SLOW: readonly Ending[] = [
  ['a body that takes too long', sendHalf, unroutedOnExpress(refused(400, { ...LATE, error: NO_BODY }))],
];

describeEndings('a request that takes too long', SLOW, {
  options: { abortGraceMs: GRACE_MS },
  prepare: (app) => {
    const server = serverOf(app) as Server & { connectionsCheckingInterval: number };
    server.requestTimeout = TIMEOUT_MS;
    server.headersTimeout = TIMEOUT_MS;
    server.connectionsCheckingInterval = TIMEOUT_MS / 10;
  },
});

function serverOf(app: INestApplication): Server {
  return app.getHttpServer() as Server;
}
