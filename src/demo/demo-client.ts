import type { Person } from './demo-company.ts';

/** What an answer of the API is to the story. */
export interface DemoAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One person at a computer: calls the real API over HTTP, from their address, with their browser. */
export class DemoClient {
  #token: string | undefined;

  constructor(
    private readonly baseUrl: string,
    readonly person: Pick<Person, 'email' | 'ipAddress' | 'userAgent'>,
    token?: string,
  ) {
    this.#token = token;
  }

  /** @returns whether the password was right */
  async signIn(password: string): Promise<boolean> {
    const { status, body } = await this.call('POST /auth/login', { email: this.person.email, password });
    if (status !== 200) return false;
    this.#token = String(body['accessToken']);
    return true;
  }

  async signOut(): Promise<void> {
    await this.call('POST /auth/logout');
    this.#token = undefined;
  }

  /** Sends the request and gives the answer, whatever its status: refusals are part of the story. */
  call(route: string, json?: unknown): Promise<DemoAnswer> {
    if (json === undefined) return this.#send(route, { headers: {}, body: null });
    return this.#send(route, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) });
  }

  /** The same, for a route that has to do what is asked. @throws {Error} with the answer when it refuses */
  async demand(route: string, json?: unknown): Promise<DemoAnswer['body']> {
    const { status, body } = await this.call(route, json);
    if (status >= 300) throw new Error(`${this.person.email} ${route}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  upload(file: { readonly kind: string; readonly name: string; readonly csv: string }): Promise<DemoAnswer> {
    const form = new FormData();
    form.set('kind', file.kind);
    form.set('file', new Blob([file.csv], { type: 'text/csv' }), file.name);
    return this.#send('POST /data-uploads', { headers: {}, body: form });
  }

  async #send(
    route: string,
    { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string | FormData | null },
  ): Promise<DemoAnswer> {
    const [method = 'GET', path = '/'] = route.split(' ');
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: {
        ...headers,
        'x-forwarded-for': this.person.ipAddress,
        'user-agent': this.person.userAgent,
        ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }),
      },
      body,
    });
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, body: isJson ? (JSON.parse(text) as DemoAnswer['body']) : {} };
  }
}
