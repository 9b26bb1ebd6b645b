import { Readable } from 'node:stream';
import { AuditError, type AuditErrorCode } from '../../audit.errors.ts';
import { CursorKey } from '../cursor-key.ts';
import { ExportSlots } from '../export/export-slots.ts';
import { WHOLE_LOG } from '../selection/log-scope.ts';
import {
  type ArchivedFileQuestion,
  type ArchivedMonthEntry,
  type ArchivedMonthFilters,
  type ArchivedMonthPart,
  ArchivedMonths,
  type ArchivedPageQuestion,
} from './archived-months.ts';
import { ArchivedQueryDto } from './archived-months.dto.ts';
import { ArchivedMonthsService } from './archived-months.service.ts';

const YEARS = Array.from({ length: 24 }, (_, number) => beginOf(number));

function beginOf(month: number): Date {
  return new Date(Date.UTC(2024, month, 1));
}

function partOf(begin: Date): ArchivedMonthPart {
  return {
    month: begin.toISOString().slice(0, 7),
    rows: 1,
    bytes: 1,
    firstTimestamp: begin,
    lastTimestamp: new Date(begin.getTime() + 1_000),
    contentHash: '',
    files: [],
    archivedAt: begin,
    verifiedAt: begin,
  };
}

/** Two years without entries, that answer when they are told to. */
class TwoYears extends ArchivedMonths {
  readonly asked: ArchivedMonthFilters[] = [];
  answer: (question: ArchivedPageQuestion) => Promise<readonly ArchivedMonthEntry[]> = () => Promise.resolve([]);

  override parts(): Promise<readonly ArchivedMonthPart[]> {
    return Promise.resolve(YEARS.map(partOf));
  }

  override newest(question: ArchivedPageQuestion): Promise<readonly ArchivedMonthEntry[]> {
    this.asked.push(question.filters);
    return this.answer(question);
  }

  override file({ filters, onEnd }: ArchivedFileQuestion): Promise<Readable> {
    this.asked.push(filters);
    onEnd(0);
    return Promise.resolve(Readable.from([]));
  }
}

/** Nothing comes until it is ended. */
function waiting({ signal }: ArchivedPageQuestion): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('/srv/archive: ended'))));
}

describe(ArchivedMonthsService, () => {
  let months: TwoYears;
  let service: ArchivedMonthsService;
  const gone = new AbortController().signal;
  const reader = { scope: WHOLE_LOG, user: 'ada', gone };

  beforeEach(() => {
    months = new TwoYears();
    const key = new CursorKey({ query: () => Promise.resolve([{ key: 'k' }]) } as never);
    const slots = new ExportSlots({ maxParallel: 1, maxPerUser: 1 }, { waitMs: 0 });
    service = new ArchivedMonthsService(months, key, slots, { reading: { connections: 1, timeoutMs: 10 } });
  });

  const query = (filters: ArchivedMonthFilters): ArchivedQueryDto => Object.assign(new ArchivedQueryDto(), filters);
  const codeOf = (work: Promise<unknown>): Promise<AuditErrorCode | undefined> =>
    work.then(
      () => undefined,
      (error: AuditError) => error.code,
    );

  it.each([
    [{}, 'AUDIT_QUERY_INVALID'],
    [{ from: beginOf(11) }, 'AUDIT_QUERY_INVALID'],
    [{ from: beginOf(12) }, undefined],
    [{ to: beginOf(12) }, undefined],
    [{ from: beginOf(1), to: beginOf(14) }, 'AUDIT_QUERY_INVALID'],
    [{ from: beginOf(1), to: beginOf(13) }, undefined],
  ])('should look for a page in twelve months at most: %j', async (filters, code) => {
    expect(await codeOf(service.page(query(filters), reader))).toBe(code);
    expect(months.asked).toHaveLength(code === undefined ? 1 : 0);
  });

  it('should export any number of months', async () => {
    const whole: number[] = [];
    await service.file({ format: 'csv' }, reader, (entries) => whole.push(entries));
    expect(whole).toEqual([0]);
  });

  it.each([
    [null, undefined, undefined],
    [null, ['acme'], ['acme']],
    [['acme'], undefined, ['acme']],
    [['acme'], ['globex'], []],
    [['acme', 'globex'], ['globex', 'initech'], ['globex']],
    [[], undefined, []],
  ])('should show readers of %j who ask for %j the entries of %j', async (tenants, tenantId, seen) => {
    const narrow = { ...reader, scope: { tenants } };
    await service.page(query({ from: beginOf(23), tenantId }), narrow);
    await service.file({ format: 'csv', ...(tenantId && { tenantId }) }, narrow, () => undefined);
    expect(months.asked.map((filters) => filters.tenantId)).toEqual([seen, seen]);
  });

  it('should end a question that takes too long, and have its place free afterwards', async () => {
    months.answer = waiting;
    const pages = [1, 2, 3].map(() => codeOf(service.page(query({ from: beginOf(23) }), reader)));
    expect(await Promise.all(pages)).toEqual(pages.map(() => 'AUDIT_QUERY_TOO_SLOW'));
  });

  it('should end a question when nobody waits for the answer any more', async () => {
    const leaving = new AbortController();
    months.answer = (question) => {
      leaving.abort();
      return question.signal.aborted ? Promise.reject(new Error('ended')) : waiting(question);
    };
    await expect(service.page(query({ from: beginOf(23) }), { ...reader, gone: leaving.signal })).rejects.toThrow(
      'ended',
    );
  });
});
