import { buildProject, Playground } from '../support/running-application.ts';
import { ADMIN_EMAIL, ADMIN_PASSWORD, call, signIn } from '../support/api.ts';

const LINES = 150_000;
const SETTINGS = { ADMIN_EMAIL, ADMIN_PASSWORD, JWT_SECRET: 'a secret that stays the same over restarts' };

interface Upload {
  readonly id: string;
  readonly status: string;
  readonly import: { readonly acceptedLines: number; readonly progress: { readonly percent: number } } | null;
}

/** Whom to ask, as whom, about which upload. */
interface Asked {
  readonly url: string;
  readonly token: string;
  readonly id: string;
}

interface Entry {
  readonly status: string;
  readonly actorType: string;
  readonly userLabel: string | null;
  readonly description: string;
}

function bankCsv(): string {
  const lines = Array.from({ length: LINES }, (_, index) => `R-${index},2026-10-01,${index + 1}.50,EUR,line ${index}`);
  return ['reference,date,amount,currency,description', ...lines].join('\n');
}

/** An import that is under way when its process is killed. */
describe('a background job', () => {
  const playground = new Playground();
  beforeAll(buildProject, 120_000);
  afterAll(() => playground.clear());

  it('should be done once, whole, after its process was killed in the middle', async () => {
    const first = playground.start(SETTINGS);
    const url = await first.ready();
    const token = await signIn({ url });
    const form = new FormData();
    form.set('kind', 'bank');
    form.set('file', new Blob([bankCsv()], { type: 'text/csv' }), 'bank.csv');
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${url}/api/v1/data-uploads`, { method: 'POST', body: form, headers });
    const { id } = (await response.json()) as Upload;
    expect((await call({ url }, `POST /data-uploads/${id}/import`, { token })).status).toBe(202);
    await reached(
      { url, token, id },
      ({ status, import: run }) => status === 'importing' && (run?.progress.percent ?? 0) > 0,
    );
    await first.stop('SIGKILL');

    const second = playground.start(SETTINGS);
    const after = { url: await second.ready(), token, id };
    const upload = await reached(after, ({ status }) => status !== 'importing');
    expect(upload).toMatchObject({ status: 'imported', import: { acceptedLines: LINES } });
    const told = await importEntries(after);
    expect(told.map(({ status, description }) => [status, description])).toEqual([
      ['success', `The system on behalf of ${ADMIN_EMAIL} imported data upload bank.csv`],
      ['error', expect.stringContaining('and it failed: The process that ran it has ended.')],
    ]);
    for (const { actorType, userLabel } of told) {
      expect({ actorType, userLabel }).toEqual({ actorType: 'system', userLabel: ADMIN_EMAIL });
    }
  }, 90_000);
});

/** What the log tells of the import, newest first, once it tells of its success. */
async function importEntries({ url, token, id }: Asked): Promise<readonly Entry[]> {
  for (;;) {
    const { body } = await call<{ data: Entry[] }>({ url }, `GET /audit-logs?actionType=import&resourceId=${id}`, {
      token,
    });
    if (body.data.some(({ status }) => status === 'success')) return body.data;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Asks until the upload is as wanted. */
async function reached({ url, token, id }: Asked, isWanted: (upload: Upload) => boolean): Promise<Upload> {
  for (;;) {
    const { body } = await call<Upload>({ url }, `GET /data-uploads/${id}`, { token });
    if (isWanted(body)) return body;
    if (body.status === 'imported') throw new Error('It was over before it could be interrupted.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
