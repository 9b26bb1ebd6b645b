import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApplication, startLoad } from './processes.mjs';

/** How often a server is asked whether everything is stored. */
const POLL_MS = 50;

/** Servers with an audit log of each way, all at once with a database each, and one process that sends the requests. */
export async function openFleet({ databases, directory, ways }) {
  const servers = {};
  const urls = {};
  for (const way of ways) {
    const { url } = await databases.fresh();
    urls[way] = url;
    const journal = join(directory, `journal-${way}-${process.hrtime.bigint()}`);
    servers[way] = await startApplication({ way, databaseUrl: url, journal });
  }
  const load = startLoad();
  return {
    servers,
    load,
    urls,
    close: () => Promise.all([load, ...Object.values(servers)].map((each) => each.stop())),
  };
}

/** Sends one load to a server. What it has to do afterwards for its audit log counts as its work too. */
export async function runLoad({ server, load, databases, ...request }) {
  await databases.checkpoint();
  const before = await server.usage();
  const result = await load.run({ port: server.port, ...request });
  await untilStored(server);
  const after = await server.usage();
  return { ...result, cpu: (after.cpuMicroseconds - before.cpuMicroseconds) / result.answered };
}

async function untilStored(server) {
  while ((await server.usage()).waiting > 0) await sleep(POLL_MS);
}
