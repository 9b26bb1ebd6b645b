import type { INestApplication, Type } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { AuditAccess, AuditActorResolver } from '../../src/audit/index.ts';
import { createEmptyDatabase } from '../support/database.ts';
import { LogReader } from '../support/log-reader.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import { createGuideApp, type GuideApp, leaveOnRequests, send } from './support/guide-app.ts';
import { guide } from './support/typescript-modules.ts';

const ADA = { id: '1', email: 'ada@example.com', isAuditor: true };
const directoryOf = temporaryDirectories();

describe('docs/guides/add.md', () => {
  it('should give a log under the prefix of the application, to who may read it', async () => {
    const database = await createEmptyDatabase();
    Object.assign(process.env, { DATABASE_URL: database.url, STATE_DIR: directoryOf() });
    const { AppModule, prepare, unauditedRoutes } = await guide<{
      AppModule: Type;
      prepare: (app: INestApplication) => void;
      unauditedRoutes: (app: INestApplication) => readonly string[];
    }>('add');
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    leaveOnRequests(app);
    prepare(app);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    expect(await send(app, 'GET /api/nowhere', { as: { user: ADA } })).toMatchObject([404, {}]);
    expect((await new LogReader(app).all()).map(({ description }) => description)).toEqual([
      expect.stringMatching(/^ada@example\.com tried to call GET \/api\/nowhere/),
    ]);
    expect(await send(app, 'GET /api/audit-logs', { as: { user: ADA } })).toMatchObject([200, { data: [{}] }]);
    expect(await send(app, 'GET /api/audit-logs')).toMatchObject([403, { code: 'AUDIT_ACCESS_DENIED' }]);
    expect(unauditedRoutes(app)).toEqual([]);
    await app.close();
    await database.drop();
  });
});

describe('docs/guides/endpoint.md', () => {
  let shop: GuideApp;
  beforeAll(async () => {
    const { InvoicesController, Invoices } = await guide<Record<string, Type>>('endpoint');
    shop = await createGuideApp({ controllers: [InvoicesController!], providers: [Invoices!] });
  });
  afterAll(() => shop.close());

  it.each([
    ['PATCH /invoices/7', { amount: 120 }, 200, 'An anonymous caller updated invoice A-7'],
    [
      'PATCH /invoices/7',
      { amount: -1 },
      409,
      'An anonymous caller tried to update invoice A-7 and was refused: -1 is not more than nothing',
    ],
    ['POST /invoices/7/payment', {}, 201, 'Invoice 7 was paid by transfer T-1'],
    ['GET /invoices/7', undefined, 200, 'An anonymous caller read invoice 7'],
  ])('should tell of %s with %j', async (route, body, status, description) => {
    const [answered, answer] = await shop.send(route, body && { body });
    expect(answered).toBe(status);
    expect(JSON.stringify(answer)).not.toContain('more than nothing');
    expect(await shop.log.only()).toMatchObject({ description, category: 'invoicing', resourceId: '7' });
  });

  it('should tell what changed', async () => {
    await shop.send('PATCH /invoices/8', { body: { amount: 5 } });
    expect((await shop.log.only()).metadata).toMatchObject({ changes: { amount: { from: 0, to: 5 } } });
  });

  it('should leave nothing of what is skipped', async () => {
    expect(await shop.send('POST /invoices/search', { body: {} })).toEqual([200, []]);
    expect(await shop.log.fresh()).toEqual([]);
  });
});

describe('docs/guides/actor.md', () => {
  const USER = { ...ADA, tenant: 'acme', session: 's1', permissions: ['audit:read'] };
  let host: GuideApp;
  beforeAll(async () => {
    const parts = await guide<{
      WhoAsks: Type<AuditActorResolver>;
      WhoMayRead: Type<AuditAccess>;
      SignInController: Type;
    }>('actor');
    const audit = { actorResolver: parts.WhoAsks, access: parts.WhoMayRead };
    host = await createGuideApp({ controllers: [parts.SignInController], audit });
  });
  afterAll(() => host.close());

  it.each([
    [{ user: USER }, { actorType: 'user', userId: '1', tenantId: 'acme', metadata: { context: { session: 's1' } } }],
    [{ apiKey: { id: 'k1', name: 'The till' } }, { actorType: 'service', userId: 'k1', userLabel: 'The till' }],
    [
      { user: USER, supporter: { id: '9', email: 'sue@example.com' } },
      { userId: '1', metadata: { context: { impersonator: { id: '9', label: 'sue@example.com' } } } },
    ],
    [{}, { actorType: 'anonymous', userId: null }],
  ])('should name who %j is', async (as, expected) => {
    await host.send('GET /nowhere', { as });
    expect(await host.log.only()).toMatchObject(expected);
  });

  it('should say whom somebody claimed to be', async () => {
    expect(await host.send('POST /sign-in', { body: {} })).toMatchObject([401, { message: 'Unauthorized' }]);
    expect((await host.log.only()).description).toBe(
      'ada@example.com (not signed in) tried to sign in and was refused: wrong password',
    );
  });

  it('should give the entries of the own tenant only', async () => {
    const list = async (user: object) => {
      const [, page] = await host.send('GET /audit-logs?limit=200', { as: { user } });
      return new Set((page as { data: { tenantId: string | null }[] }).data.map(({ tenantId }) => tenantId));
    };
    expect(await list(USER)).toEqual(new Set(['acme']));
    const all = await list({ ...USER, permissions: ['audit:read', 'audit:all-tenants'] });
    expect(all).toEqual(new Set(['acme', null]));
    expect(await host.send('GET /audit-logs', { as: { user: { ...USER, permissions: [] } } })).toMatchObject([403, {}]);
  });
});
