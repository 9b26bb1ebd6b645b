import type { INestApplication } from '@nestjs/common';
import { type AuditExpectation, expectAudit } from '../../src/audit/index.ts';
import { createFiltersApp, GlobalFilter } from '../fixture/filters-app.ts';
import { PLATFORMS } from '../fixture/shop-app.ts';

const methodOf = (filter: object): unknown => Reflect.get(filter, 'catch');

describe.each(PLATFORMS)('filters of the host on %s', (platform) => {
  /** In both places of the list, and in both applications that are audited. */
  const shared = new GlobalFilter();
  let watched: unknown;
  let audited: INestApplication;
  let neighbour: INestApplication;
  let bare: INestApplication;
  let audit: AuditExpectation;

  beforeAll(async () => {
    audited = await createFiltersApp(platform, { isAudited: true, shared: [shared, shared] });
    watched = methodOf(shared);
    neighbour = await createFiltersApp(platform, { isAudited: true, shared: [shared] });
    bare = await createFiltersApp(platform, { isAudited: false, shared: [new GlobalFilter()] });
    audit = expectAudit(audited);
  });

  beforeEach(() => audit.clear());

  afterAll(() => Promise.all([audited, neighbour, bare].map((app) => app.close())));

  async function answerOf(app: INestApplication, path: string): Promise<readonly [status: number, body: string]> {
    const answer = await fetch(`${await app.getUrl()}${path}`);
    return [answer.status, await answer.text()];
  }

  it.each([
    ['given to useGlobalFilters', '/guarded/plain', 'global', 'PlainFault'],
    ['given to useGlobalFilters, for what no route is for', '/nowhere', 'global', 'NotFoundException'],
    ['given to useGlobalFilters, whose catch is a property', '/guarded/loose', 'loose', 'LooseFault'],
    ['given to @UseFilters of the handler', '/guarded/handler', 'of the handler', 'HandlerFault'],
    ['given to @UseFilters of the controller', '/scoped/controller', 'scoped', 'ControllerFault'],
    ['made for each request', '/scoped/filter', 'scoped', 'ScopedFault'],
    ['made for each that wants it', '/guarded/transient', 'transient', 'TransientFault'],
  ])('should answer as ever, and have their fault in the entry, when %s', async (_how, path, filter, name) => {
    const answers = [await answerOf(audited, path), await answerOf(bare, path)];
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toEqual([418, expect.stringContaining(`"filter":"${filter}"`)]);
    await audit.toHaveRecordedOnly([{ metadata: { http: { path }, error: { name } } }]);
  });

  it('should answer as ever when they can not be changed', async () => {
    const answers = [await answerOf(audited, '/guarded/frozen'), await answerOf(bare, '/guarded/frozen')];
    expect(answers).toEqual([answers[1], [418, '{"filter":"frozen"}']]);
    await audit.toHaveRecordedOnly([{ metadata: { http: { path: '/guarded/frozen', statusCode: 418 } } }]);
  });

  it('should be watched once, however many modules and applications they are given to', () => {
    expect(methodOf(shared)).toBe(watched);
    expect(watched).not.toBe(methodOf(GlobalFilter.prototype));
    expect(Object.keys(shared)).toEqual(['asked']);
  });
});
