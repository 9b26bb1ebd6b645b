// The process that sends the requests, apart from the server so that neither waits for the other. Each message is one
// load; its answer is what came of it. `{ stop: true }` ends one that has no end of its own.
import { Connection, requestsOf } from './connection.mjs';
import { ScheduledLoad } from './scheduled-load.mjs';

let scheduled;

process.on('message', (message) => {
  if (message.stop === true) scheduled.stop();
  else void run(message);
});
process.once('disconnect', () => process.exit());

/** @param rate requests per second, come what may; without it, as many as are answered */
async function run({ port, path, connections, rate, seconds }) {
  const pool = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)));
  const request = requestsOf(path);
  if (rate === undefined) {
    process.send(await sendAlways(pool, { request, seconds }));
  } else {
    scheduled = new ScheduledLoad(pool, { request, rate, seconds });
    process.send(await scheduled.run());
  }
  for (const connection of pool) connection.close();
}

/** Every connection sends its next request when it has the answer to the last one. */
async function sendAlways(pool, { request, seconds }) {
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  let sent = 0;
  const keepSending = (connection) =>
    new Promise((resolve) => {
      const next = () => {
        if (performance.now() >= endsAt) return resolve();
        connection.send(request(sent), next);
        sent += 1;
      };
      next();
    });
  await Promise.all(pool.map(keepSending));
  return { answered: sent, perSecond: sent / ((performance.now() - startedAt) / 1000) };
}
