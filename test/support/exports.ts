import { until } from './until.ts';

/** An export in the background, as the API gives it. */
export interface ExportAnswer {
  readonly id: string;
  readonly status: string;
  readonly reason: string | null;
  readonly rowsDone: number;
  readonly rowsTotal: number | null;
  readonly rowsTotalIsExact: boolean;
  readonly bytes: number;
  readonly sha256: string | null;
  readonly storedBefore: string;
}

/** Asks for exports as somebody. */
export class ExportClient {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param url of `…/audit-logs` */
  constructor(url: string, headers: Readonly<Record<string, string>>) {
    this.#url = url;
    this.#headers = headers;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${this.#url}${path}`, { headers: { ...this.#headers, ...headers } });
  }

  post(path: string, json?: object): Promise<Response> {
    return fetch(`${this.#url}${path}`, {
      method: 'POST',
      headers: { ...this.#headers, ...(json && { 'content-type': 'application/json' }) },
      ...(json && { body: JSON.stringify(json) }),
    });
  }

  async create(wanted: object): Promise<ExportAnswer> {
    const answer = await this.post('/exports', wanted);
    if (answer.status !== 202) throw new Error(`${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as ExportAnswer;
  }

  async one(id: string): Promise<ExportAnswer> {
    return (await (await this.get(`/exports/${id}`)).json()) as ExportAnswer;
  }

  /** The export when it has ended, whichever way. */
  async ended(id: string): Promise<ExportAnswer> {
    let job = await this.one(id);
    await until('the export has ended', async () => {
      job = await this.one(id);
      return !['waiting', 'running'].includes(job.status);
    });
    return job;
  }

  async file(id: string): Promise<Buffer> {
    return Buffer.from(await (await this.get(`/exports/${id}/file`)).arrayBuffer());
  }
}
