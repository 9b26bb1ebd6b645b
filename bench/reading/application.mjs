// The application in a process of its own, and a client that is signed in.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';

/** For the first administrator of a database that only the benchmark uses. */
const PASSWORD = 'of the benchmark alone';

/** @param page the folder of a page to serve; none without it */
export async function startApplication({ databaseUrl, directory, page }) {
  const args = [databaseUrl, directory, PASSWORD, ...(page === undefined ? [] : [page])];
  const child = fork(join(import.meta.dirname, 'server.mjs'), args);
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const { port, email } = await answerOf(child);
  const client = new HttpClient(port);
  await client.signIn(email);
  const url = `http://127.0.0.1:${port}`;
  return {
    client,
    url,
    cookies: () => sessionCookies(url, email),
    usage: ({ reset = false } = {}) => {
      child.send({ reset });
      return answerOf(child);
    },
    stop: async () => {
      client.close();
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
      process.off('exit', end);
    },
  };
}

/** Those of somebody who has signed in on the page, as a browser takes them. */
async function sessionCookies(url, email) {
  const answer = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ email, password: PASSWORD, cookie: true }),
  });
  if (!answer.ok) throw new Error(`The benchmark could not sign in: ${answer.status} ${await answer.text()}`);
  return answer.headers.getSetCookie().map((cookie) => {
    const [name, value] = cookie.split(';', 1)[0].split('=');
    return { name, value, url: `${url}/api/v1`, httpOnly: true };
  });
}

async function answerOf(child) {
  const over = new AbortController();
  const ended = once(child, 'exit', { signal: over.signal }).then(([code]) => {
    throw new Error(`The application has ended (${code ?? child.signalCode}).`);
  });
  try {
    const [message] = await Promise.race([once(child, 'message', { signal: over.signal }), ended]);
    return message;
  } finally {
    over.abort();
    ended.catch(() => undefined);
  }
}

class HttpClient {
  #agent = new Agent({ keepAlive: true });
  #port;
  #token = '';

  constructor(port) {
    this.#port = port;
  }

  async signIn(email) {
    const { status, text } = await this.send('/api/v1/auth/login', { body: { email, password: PASSWORD } });
    if (status !== 200) throw new Error(`The benchmark could not sign in: ${status} ${text}`);
    this.#token = JSON.parse(text).accessToken;
  }

  /** The whole answer as text. */
  async send(path, { body } = {}) {
    const answer = await this.open(path, { body });
    let text = '';
    answer.setEncoding('utf8');
    for await (const part of answer) text += part;
    return { status: answer.statusCode, text };
  }

  /** An answer whose body is still to be read. */
  async open(path, { body } = {}) {
    const headers = {
      ...(this.#token !== '' && { authorization: `Bearer ${this.#token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const method = body === undefined ? 'GET' : 'POST';
    const sent = request({ port: this.#port, host: '127.0.0.1', path, method, headers, agent: this.#agent });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    const [answer] = await once(sent, 'response');
    return answer;
  }

  close() {
    this.#agent.destroy();
  }
}
