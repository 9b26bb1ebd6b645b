// `npm run bench:import [lines]`: imports a large file on the application as `npm start` runs it, with its own database
// in a temporary folder, and tells how fast that was and how much memory it took. Linux only: it reads /proc.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const lines = Number(process.argv[2] ?? 1_000_000);
const directory = mkdtempSync(join(tmpdir(), 'import-bench-'));
const ADMIN = { email: 'bench@example.com', password: 'only for this run' };

const application = spawn(process.execPath, [join(import.meta.dirname, '..', 'scripts', 'start.mjs')], {
  env: {
    ...process.env,
    PORT: '0',
    LOG_LEVEL: 'error',
    DATABASE_URL: '',
    DATA_DIR: directory,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});

try {
  await run(await address());
} finally {
  application.kill('SIGTERM');
  await once(application, 'exit');
  rmSync(directory, { recursive: true, force: true });
}

async function run(url) {
  const call = async (route, { token, body } = {}) => {
    const [method, path] = route.split(' ');
    const headers = {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    };
    const response = await fetch(`${url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(`${route}: ${await response.text()}`);
    return response.json();
  };
  const { accessToken: token } = await call('POST /auth/login', { body: ADMIN });
  const before = memory('VmRSS');

  const { id, byteSize } = await timed('uploaded', () => upload(`${url}/api/v1/data-uploads`, token));
  console.log(`${(byteSize / 1e6).toFixed(1)} MB; memory grew by at most ${memory('VmHWM') - before} MiB`);
  await timed('imported', async () => {
    await call(`POST /data-uploads/${id}/import`, { token });
    for (;;) {
      const { status, import: latest } = await call(`GET /data-uploads/${id}`, { token });
      if (status === 'imported' && latest.acceptedLines === lines) return;
      if (status !== 'importing') throw new Error(JSON.stringify(latest));
      await sleep(250);
    }
  });
  console.log(`memory: ${before} MiB before, grew by at most ${memory('VmHWM') - before} MiB`);
}

async function timed(what, work) {
  const startedAt = performance.now();
  const result = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`${lines} lines ${what} in ${seconds.toFixed(1)} s, ${Math.round(lines / seconds)} per second`);
  return result;
}

async function upload(url, token) {
  const client = request(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'multipart/form-data; boundary=x' },
  });
  const answered = once(client, 'response');
  await pipeline(Readable.from(form()), client);
  const [response] = await answered;
  if (response.statusCode !== 201) throw new Error(JSON.stringify(await json(response)));
  return json(response);
}

function* form() {
  yield '--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nbank\r\n';
  yield '--x\r\nContent-Disposition: form-data; name="file"; filename="large.csv"\r\nContent-Type: text/csv\r\n\r\n';
  yield 'reference,date,amount,currency,description\n';
  for (let first = 1; first <= lines; first += 1000) {
    const numbers = Array.from({ length: Math.min(1000, lines - first + 1) }, (_, index) => first + index);
    yield numbers
      .map((number) => `INV-${number},2026-10-15,${number}.25,EUR,"Invoice ${number}, with thanks"\n`)
      .join('');
  }
  yield '\r\n--x--\r\n';
}

/** MiB of the application's memory, now (VmRSS) or at most so far (VmHWM). */
function memory(name) {
  const status = readFileSync(`/proc/${application.pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024);
}

async function address() {
  for await (const line of createInterface(application.stdout)) {
    const [, url] = /API docs\s+(http:\S+)\/docs/.exec(line) ?? [];
    if (url !== undefined) return application.stdout.resume() && url;
  }
  throw new Error('The application has not started.');
}
