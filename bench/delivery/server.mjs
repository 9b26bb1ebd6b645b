// A process with one application. Answers every message with how it is doing.
import { createApplication, deliveryOf } from './application.mjs';

const [way, databaseUrl, journal] = process.argv.slice(2);
const app = await createApplication({ way, databaseUrl, journal });
await app.listen(0, '127.0.0.1');

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({
    cpuMicroseconds: user + system,
    rssBytes: process.memoryUsage.rss(),
    ...(way === 'module' && deliveryOf(app)),
  });
});
process.once('disconnect', () => process.exit());
process.send({ port: app.getHttpServer().address().port });
