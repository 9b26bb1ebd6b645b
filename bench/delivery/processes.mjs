import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const children = new Set();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** A process with an application; see `createApplication` for what it is made from. */
export async function startApplication({ way, databaseUrl, journal }) {
  const child = start('server.mjs', [way, databaseUrl, journal]);
  const { port } = await answerOf(child);
  return { port, usage: () => ask(child, {}), stop: () => stop(child) };
}

/** A process that sends requests. */
export function startLoad() {
  const child = start('load.mjs', []);
  return { run: (load) => ask(child, load), end: () => child.send({ stop: true }), stop: () => stop(child) };
}

function start(file, args) {
  const child = fork(join(import.meta.dirname, file), args);
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

function ask(child, message) {
  child.send(message);
  return answerOf(child);
}

/** @throws when the process ends instead of answering */
async function answerOf(child) {
  const over = new AbortController();
  const { signal } = over;
  try {
    const ended = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`A process of the benchmark has ended (${code ?? child.signalCode}).`);
    });
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message;
  } finally {
    over.abort();
  }
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.disconnect();
  await gone;
}
