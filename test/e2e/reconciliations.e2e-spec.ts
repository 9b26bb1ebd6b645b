import { ADMIN_EMAIL, ADMIN_SETTINGS, call } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { expectToAddUp } from '../support/matching.ts';
import { DEFAULT_RULES, euroLine, Reconciliations } from '../support/reconciliations.ts';
import { createHolder } from '../support/roles.ts';
import { csvOf, importedUpload } from '../support/uploads.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

let test: TestApp;
let all: Reconciliations;
let admin: { readonly id: string };

beforeAll(async () => {
  test = await createTestApp(ADMIN_SETTINGS);
  all = await Reconciliations.of(test);
  admin = (await call<{ id: string }>(test, 'GET /auth/me', { token: all.token })).body;
});
afterAll(() => test.close());

describe('a reconciliation', () => {
  it('should tell from two uploaded files what agrees, what differs and what is missing', async () => {
    const ledger = await importedUpload(test, {
      token: all.token,
      kind: 'ledger',
      name: 'ledger.csv',
      csv: csvOf(
        'INV-1,2026-10-01,100.00,EUR,Rent',
        'INV-2,2026-10-02,50.00,EUR,Power',
        ',2026-10-03,7.00,EUR,Coffee',
        'INV-4,2026-10-04,9.00,USD,Books',
      ),
    });
    const bank = await importedUpload(test, {
      token: all.token,
      kind: 'bank',
      name: 'bank.csv',
      csv: csvOf(
        ',2026-10-05,7.00,EUR,CARD COFFEE',
        'INV-2,2026-10-09,49.50,EUR,POWER CO',
        'INV-1,2026-10-01,100.00,EUR,RENT',
        ',2026-10-31,-1.00,EUR,Fee',
      ),
    });
    const json = { ledgerUploadId: ledger.id, bankUploadId: bank.id };
    const { status, body: queued, headers } = await all.ask(json);
    expect(status).toBe(202);
    expect(queued).toEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      status: 'queued',
      ...json,
      rules: DEFAULT_RULES,
      requestedBy: { id: admin.id, email: ADMIN_EMAIL },
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/),
      startedAt: null,
      finishedAt: null,
      progress: { step: 0, steps: 5, label: 'Waiting to begin', percent: 0 },
      failure: null,
      result: null,
    });
    expect(await all.entryOf(headers)).toMatchObject({
      category: 'data_operation',
      action_type: 'schedule',
      resource_type: 'reconciliation',
      resource_id: queued.id,
      status: 'success',
      user_id: admin.id,
      user_label: ADMIN_EMAIL,
      description: `${ADMIN_EMAIL} scheduled a reconciliation of ledger.csv with bank.csv`,
      metadata: { ...json, rules: DEFAULT_RULES },
    });

    const done = await all.ended(queued.id);
    expect(done).toEqual({
      ...queued,
      status: 'done',
      startedAt: expect.any(String),
      finishedAt: expect.any(String),
      progress: { step: 5, steps: 5, label: 'Done', percent: 100 },
      result: {
        matched: 2,
        differences: 1,
        unmatchedLedger: 1,
        unmatchedBank: 1,
        byCurrency: [
          {
            currency: 'EUR',
            ledgerMinor: '15700',
            bankMinor: '15550',
            matchedMinor: '10700',
            differenceLedgerMinor: '5000',
            differenceBankMinor: '4950',
            differenceMinor: '-50',
            unmatchedLedgerMinor: '0',
            unmatchedBankMinor: '-100',
          },
          {
            currency: 'USD',
            ledgerMinor: '900',
            bankMinor: '0',
            matchedMinor: '0',
            differenceLedgerMinor: '0',
            differenceBankMinor: '0',
            differenceMinor: '0',
            unmatchedLedgerMinor: '900',
            unmatchedBankMinor: '0',
          },
        ],
      },
    });
    expect(Date.parse(done.finishedAt)).toBeGreaterThanOrEqual(Date.parse(done.startedAt));
    await expectToAddUp(all.manager, { id: done.id, result: done.result! });

    const [entry, ...others] = await all.runEntries(done.id);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      category: 'data_operation',
      action_type: 'run',
      resource_type: 'reconciliation',
      status: 'success',
      user_id: admin.id,
      user_label: ADMIN_EMAIL,
      description: `The system on behalf of ${ADMIN_EMAIL} ran reconciliation of ledger.csv with bank.csv`,
      metadata: {
        matched: 2,
        differences: 1,
        unmatchedLedger: 1,
        unmatchedBank: 1,
        job: { requestedBy: { id: admin.id, email: ADMIN_EMAIL, requestId: headers.get('x-request-id') } },
      },
    });

    const of = (lineNumber: number, fields: object) => ({ lineNumber, currency: 'EUR', ...fields });
    const alone = { rule: null, differenceMinor: null, daysApart: null };
    expect((await all.items(done.id)).body).toEqual({
      data: [
        {
          outcome: 'matched',
          rule: 'exact_reference',
          ledger: of(2, { reference: 'INV-1', bookedOn: '2026-10-01', amountMinor: 10_000, description: 'Rent' }),
          bank: of(4, { reference: 'INV-1', bookedOn: '2026-10-01', amountMinor: 10_000, description: 'RENT' }),
          differenceMinor: 0,
          daysApart: 0,
        },
        {
          outcome: 'matched',
          rule: 'amount_and_date',
          ledger: of(4, { reference: null, bookedOn: '2026-10-03', amountMinor: 700, description: 'Coffee' }),
          bank: of(2, { reference: null, bookedOn: '2026-10-05', amountMinor: 700, description: 'CARD COFFEE' }),
          differenceMinor: 0,
          daysApart: 2,
        },
        {
          outcome: 'difference',
          rule: 'exact_reference',
          ledger: of(3, { reference: 'INV-2', bookedOn: '2026-10-02', amountMinor: 5000, description: 'Power' }),
          bank: of(3, { reference: 'INV-2', bookedOn: '2026-10-09', amountMinor: 4950, description: 'POWER CO' }),
          differenceMinor: -50,
          daysApart: 7,
        },
        {
          outcome: 'unmatched_ledger',
          ledger: {
            ...of(5, { reference: 'INV-4', bookedOn: '2026-10-04', amountMinor: 900, description: 'Books' }),
            currency: 'USD',
          },
          bank: null,
          ...alone,
        },
        {
          outcome: 'unmatched_bank',
          ledger: null,
          bank: of(5, { reference: null, bookedOn: '2026-10-31', amountMinor: -100, description: 'Fee' }),
          ...alone,
        },
      ],
      pagination: { limit: 50, page: 1, total: 5 },
    });
  });

  it('should tell sums exactly that no number holds', async () => {
    const amount = 999_999_999_999_999;
    const lines = Array.from({ length: 19 }, (_, index) => euroLine(index + 2, null, amount));
    const { result } = await all.reconciled(await all.insertPair(lines, lines.slice(1)));
    expect(result!.byCurrency[0]).toMatchObject({
      ledgerMinor: String(19n * BigInt(amount)),
      matchedMinor: String(18n * BigInt(amount)),
    });
  });

  it('should be there anew each time the same is asked for', async () => {
    const [one, other] = [await all.reconciled(), await all.reconciled()];
    expect(one.id).not.toBe(other.id);
    expect(one.result).toEqual(other.result);
    expect((await all.items(one.id)).body).toEqual((await all.items(other.id)).body);
  });

  it('should keep its uploads from being deleted, and take its items along', async () => {
    const { id, ledgerUploadId } = await all.reconciled();
    await expect(all.manager.query('DELETE FROM data_uploads WHERE id = $1', [ledgerUploadId])).rejects.toThrow(
      'reconciliations_ledger_upload_id_fk',
    );
    await all.manager.query('DELETE FROM reconciliations WHERE id = $1', [id]);
    expect(await all.manager.query('SELECT FROM reconciliation_items WHERE reconciliation_id = $1', [id])).toEqual([]);
  });
});

describe('GET /reconciliations', () => {
  it('should give pages, newest first, by status', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.push(await all.insertWaiting());
    await all.manager.query(`UPDATE reconciliations SET status = 'failed', failure = 'x' WHERE id = $1`, [ids[0]]);
    const { body } = await all.list('limit=2');
    expect(body.data.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    const [{ total }] = await all.manager.query('SELECT count(*)::int AS total FROM reconciliations');
    expect(body.pagination).toEqual({ limit: 2, page: 1, total });
    expect((await all.list('limit=2&page=2')).body.data[0]!.id).toBe(ids[0]);
    expect((await all.list('status=failed')).body.data.map(({ id }) => id)).toEqual([ids[0]]);
    expect(body.data[0]).toEqual(await all.get(ids[2]!));
    await all.manager.query('DELETE FROM reconciliations WHERE id = ANY($1)', [ids]);
  });

  it.each(['status=finished', 'status=', 'limit=0', 'page=0', 'kind=bank'])('should refuse ?%s', async (query) => {
    expect(await all.list(query)).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
  });

  it.each(['', `/${NOBODY}`, `/${NOBODY}/items`])('should give ...%s to those only who may see data', async (path) => {
    const other = await createHolder(test, 'data:reconcile');
    const reader = await createHolder(test, 'data:read');
    const route = `GET /reconciliations${path}`;
    expect((await call(test, route, { token: other.token })).status).toBe(403);
    expect((await call(test, route)).status).toBe(401);
    expect((await call(test, route, { token: reader.token })).status).toBe(path === '' ? 200 : 404);
  });
});

describe('GET /reconciliations/{id} and its items', () => {
  it.each([
    [NOBODY, 404, 'RECONCILIATION_NOT_FOUND'],
    ['nonsense', 400, 'VALIDATION_FAILED'],
  ])('should answer %s with %i', async (id, status, code) => {
    expect(await call(test, `GET /reconciliations/${id}`, { token: all.token })).toMatchObject({
      status,
      body: { code },
    });
    expect(await all.items(id)).toMatchObject({ status, body: { code } });
  });

  it('should give pages of one outcome, in order, that hold every item once', async () => {
    const lines = Array.from({ length: 7 }, (_, index) => euroLine(index + 2, `R${index}`, 1));
    const { id } = await all.reconciled(await all.insertPair(lines, lines.toReversed().slice(2)));
    const page = async (query: string) => {
      const { body } = await all.items(id, query);
      return [...body.data.map(({ outcome, ledger }) => `${outcome} ${ledger?.lineNumber}`), body.pagination.total];
    };
    expect(await page('outcome=matched&limit=3&page=1')).toEqual(['matched 2', 'matched 3', 'matched 4', 5]);
    expect(await page('outcome=matched&limit=3&page=2')).toEqual(['matched 5', 'matched 6', 5]);
    expect(await page('outcome=matched&limit=3&page=3')).toEqual([5]);
    expect(await page('outcome=matched&limit=200&page=100000')).toEqual([5]);
    expect(await page('outcome=unmatched_bank')).toEqual([0]);
    expect(await page('limit=3&page=2')).toEqual(['matched 5', 'matched 6', 'unmatched_ledger 7', 7]);
  });

  it.each(['outcome=lost', 'outcome=', 'limit=201', 'page=0', 'rule=exact_reference'])(
    'should refuse ?%s',
    async (query) => {
      const { id } = await all.reconciled();
      expect(await all.items(id, query)).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    },
  );

  it('should have no items before it is done', async () => {
    const id = await all.insertWaiting();
    expect(await all.items(id)).toMatchObject({ status: 409, body: { code: 'RECONCILIATION_NOT_DONE' } });
  });
});
