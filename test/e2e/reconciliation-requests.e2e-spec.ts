import { ADMIN_EMAIL, ADMIN_SETTINGS, call } from '../support/api.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { insertUpload } from '../support/matching.ts';
import { DEFAULT_RULES, Reconciliations } from '../support/reconciliations.ts';
import { createHolder } from '../support/roles.ts';

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

describe('POST /reconciliations', () => {
  it.each<[rules: object, taken: object]>([
    [{}, DEFAULT_RULES],
    [{ exactReference: false }, { ...DEFAULT_RULES, exactReference: false }],
    [{ amountAndDate: null }, { exactReference: true, amountAndDate: null }],
    [{ amountAndDate: {} }, DEFAULT_RULES],
    [
      { amountAndDate: { amountToleranceMinor: 10_000 } },
      { exactReference: true, amountAndDate: { amountToleranceMinor: 10_000, dateToleranceDays: 3 } },
    ],
    [
      { exactReference: false, amountAndDate: { amountToleranceMinor: 5, dateToleranceDays: 31 } },
      { exactReference: false, amountAndDate: { amountToleranceMinor: 5, dateToleranceDays: 31 } },
    ],
  ])('should take the rules %j as %j', async (rules, taken) => {
    const { status, body } = await all.ask({ ...all.pair, rules });
    expect({ status, rules: body.rules }).toEqual({ status: 202, rules: taken });
  });

  it('should go by the rules it was given', async () => {
    const { result } = await all.reconciled({
      ...all.pair,
      rules: { exactReference: false, amountAndDate: { amountToleranceMinor: 2 } },
    });
    expect(result).toMatchObject({ matched: 0, differences: 1, unmatchedLedger: 1, unmatchedBank: 1 });
  });

  it.each<[field: string, wrong: object]>([
    ['ledgerUploadId', { ledgerUploadId: undefined }],
    ['ledgerUploadId', { ledgerUploadId: 'ledger.csv' }],
    ['bankUploadId', { bankUploadId: null }],
    ['bankUploadId', { bankUploadId: ['a'] }],
    ['rules', { rules: null }],
    ['rules', { rules: 'all' }],
    ['rules', { rules: [] }],
    ['rules', { rules: { exactReference: false, amountAndDate: null } }],
    ['rules.exactReference', { rules: { exactReference: 'yes' } }],
    ['rules.exactReference', { rules: { exactReference: null } }],
    ['rules.fuzzy', { rules: { fuzzy: true } }],
    ['rules.amountAndDate', { rules: { amountAndDate: true } }],
    ['rules.amountAndDate', { rules: { amountAndDate: [{}] } }],
    ['rules.amountAndDate.amountToleranceMinor', { rules: { amountAndDate: { amountToleranceMinor: -1 } } }],
    ['rules.amountAndDate.amountToleranceMinor', { rules: { amountAndDate: { amountToleranceMinor: 10_001 } } }],
    ['rules.amountAndDate.amountToleranceMinor', { rules: { amountAndDate: { amountToleranceMinor: 0.5 } } }],
    ['rules.amountAndDate.amountToleranceMinor', { rules: { amountAndDate: { amountToleranceMinor: '5' } } }],
    ['rules.amountAndDate.dateToleranceDays', { rules: { amountAndDate: { dateToleranceDays: 32 } } }],
    ['rules.amountAndDate.dateToleranceDays', { rules: { amountAndDate: { dateToleranceDays: null } } }],
    ['rules.amountAndDate.days', { rules: { amountAndDate: { days: 3 } } }],
    ['status', { status: 'done' }],
  ])('should refuse a wrong %s: %j', async (field, wrong) => {
    const before = await all.count();
    const { status, body, headers } = await all.ask({ ...all.pair, ...wrong });
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    const { errors } = body as unknown as { errors: { field: string }[] };
    expect([...new Set(errors.map((error) => error.field))]).toEqual([field]);
    expect(await all.count()).toBe(before);
    expect(await all.entryOf(headers)).toMatchObject({
      category: 'data_operation',
      action_type: 'schedule',
      resource_type: 'reconciliation',
      resource_id: null,
      status: 'failure',
      user_id: admin.id,
    });
  });

  const uploadIn = (kind: 'ledger' | 'bank', status: string) => insertUpload(all.manager, { kind, lines: [], status });

  it.each<[what: string, wrong: () => Promise<object>, status: number, code: string, detail: string]>([
    [
      'a ledger that is not there',
      () => Promise.resolve({ ledgerUploadId: NOBODY }),
      404,
      'RECONCILIATION_UPLOAD_NOT_FOUND',
      'in ledgerUploadId.',
    ],
    [
      'a bank file that is not there',
      () => Promise.resolve({ bankUploadId: NOBODY }),
      404,
      'RECONCILIATION_UPLOAD_NOT_FOUND',
      'in bankUploadId.',
    ],
    [
      'a bank file as the ledger',
      () => Promise.resolve({ ledgerUploadId: all.pair.bankUploadId }),
      409,
      'RECONCILIATION_UPLOAD_WRONG_KIND',
      'bank.csv, given as ledgerUploadId, is a bank file',
    ],
    [
      'a ledger as the bank file',
      () => Promise.resolve({ bankUploadId: all.pair.ledgerUploadId }),
      409,
      'RECONCILIATION_UPLOAD_WRONG_KIND',
      'ledger.csv, given as bankUploadId, is a ledger file',
    ],
    ...(['uploaded', 'importing', 'failed'] as const).map(
      (state) =>
        [
          `a ledger that is ${state}`,
          async () => ({ ledgerUploadId: await uploadIn('ledger', state) }),
          409,
          'RECONCILIATION_UPLOAD_NOT_IMPORTED',
          'The lines of ledger.csv, given as ledgerUploadId, are not imported',
        ] as [string, () => Promise<object>, number, string, string],
    ),
    [
      'a bank file that is uploaded',
      async () => ({ bankUploadId: await uploadIn('bank', 'uploaded') }),
      409,
      'RECONCILIATION_UPLOAD_NOT_IMPORTED',
      'The lines of bank.csv, given as bankUploadId, are not imported',
    ],
  ])('should refuse %s', async (_what, wrong, status, code, detail) => {
    const before = await all.count();
    const answer = await all.ask({ ...all.pair, ...(await wrong()) });
    expect(answer).toMatchObject({ status, body: { code, detail: expect.stringContaining(detail) } });
    expect(await all.count()).toBe(before);
    expect(await all.entryOf(answer.headers)).toMatchObject({
      category: 'data_operation',
      action_type: 'schedule',
      resource_type: 'reconciliation',
      resource_id: null,
      status: 'failure',
      user_id: admin.id,
      user_label: ADMIN_EMAIL,
      description: expect.stringMatching(
        `^${ADMIN_EMAIL} tried to schedule .*reconciliation.* and was refused: .*${detail}`,
      ),
    });
  });

  it('should refuse who may only read, and who is not signed in', async () => {
    const reader = await createHolder(test, 'data:read', 'data:upload');
    const before = await all.count();
    const { status, headers } = await all.ask(all.pair, reader.token);
    expect(status).toBe(403);
    expect(await all.entryOf(headers)).toMatchObject({
      action_type: 'schedule',
      resource_type: 'reconciliation',
      status: 'failure',
      user_id: reader.id,
      description: `${reader.email} tried to schedule reconciliation and was refused: permission data:reconcile is missing`,
    });
    expect((await all.ask(all.pair, 'x')).status).toBe(401);
    expect(await all.count()).toBe(before);
  });
});
