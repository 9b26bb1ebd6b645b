/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Undefined when it is no JSON. */
  readonly json: unknown;
}

/** Asks an application over HTTP in somebody's name. */
export class HttpClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** @param who the token of the caller; undefined for nobody */
  async ask(who: string | undefined, request: string, body?: object): Promise<Answer> {
    const [method = '', path = ''] = request.split(' ');
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        ...(who !== undefined && { authorization: `Bearer ${who}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, json: parsed(text) };
  }

  /** The JSON of an answer that has to be a success. */
  async read<T>(who: string, path: string): Promise<T> {
    const { status, text, json } = await this.ask(who, `GET ${path}`);
    if (status !== 200) throw new Error(`GET ${path} was answered with ${status}: ${text}`);
    return json as T;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
