import { type INestApplication, Module, RequestMethod, VersioningType } from '@nestjs/common';
import { NestFactory, RouterModule } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  auditCoverage,
  type AuditPolicyRule,
  AuditTestingModule,
  type CoverageItem,
  type CoverageReport,
} from '../../src/audit/index.ts';
import * as parts from '../fixture/coverage-parts.ts';

const POLICY: readonly AuditPolicyRule[] = [
  { level: 'none', routes: ['/api/section/orders/docs/**'], methods: ['GET'], statuses: ['2xx'] },
  { level: 'request', routes: ['/api/section/orders/docs/**'], statuses: [200] },
];

@Module({ controllers: [parts.OrdersController], providers: [parts.StockService] })
class OrdersModule {}

@Module({
  imports: [OrdersModule],
  controllers: [parts.BooksController, parts.TenantsController],
})
class ShopModule {}

@Module({
  imports: [
    ShopModule,
    AuditTestingModule.forRoot({ policy: POLICY }),
    RouterModule.register([{ path: 'section', module: OrdersModule }]),
  ],
})
class HttpModule {}

/** Declares routes twice, which Fastify refuses: in another module, and in one that options make another one. */
@Module({
  imports: [HttpModule, { module: OrdersModule, providers: [{ provide: 'option', useValue: 1 }] }],
  controllers: [parts.TenantsController],
})
class TwiceModule {}

@Module({
  controllers: [parts.MessagesController],
  providers: [
    parts.ShopGateway,
    parts.ShopResolver,
    parts.TimersService,
    { provide: 'mail', useClass: parts.MailJob },
    { provide: 'made by a factory', useFactory: () => new parts.StockService() },
  ],
})
class OtherWaysModule {}

const ROUTES = `
route GET /api/v3/books/one | BooksController.several | plain request request – | changes
route GET /api/v3/books/other | BooksController.several | plain request request – | changes
route GET /api/v3/magazines/one | BooksController.several | plain request request – | changes
route GET /api/v3/magazines/other | BooksController.several | plain request request – | changes
route POST /api/v1/books/inherited | BooksController.inherited | audited shop change – | changes
route POST /api/v2/books/inherited | BooksController.inherited | audited shop change – | changes
route POST /api/v1/magazines/inherited | BooksController.inherited | audited shop change – | changes
route POST /api/v2/magazines/inherited | BooksController.inherited | audited shop change – | changes
route POST /api/tenants on :tenant.example.com | TenantsController.create | audited shop change – | changes
route GET /api/section/orders | OrdersController.list | plain request request – | changes
route POST /api/section/orders | OrdersController.create | audited shop create order | changes
route PATCH /api/section/orders/:id | OrdersController.silent | plain request request – | changes
route POST /api/section/orders/blank | OrdersController.blank | skipped – – – | none
route POST /api/section/orders/told | OrdersController.told | skipped – – – | none
route ALL /api/section/orders/anything | OrdersController.anything | plain request request – | changes
route GET /api/section/orders/docs/page | OrdersController.docs | silent – – – | none
route POST /api/section/orders/docs/search | OrdersController.search | audited shop change – | request
method StockService.count | StockService.count | audited shop count stock | changes
entity MarkedThing | MarkedThing | audited shop – thing | changes
entity UnmarkedThing | UnmarkedThing | silent – – – | none`;

const OTHER_WAYS = `
message {"cmd":"sum"} | MessagesController.sum | audited shop sum – | changes
event orders.placed | MessagesController.placed | silent – – – | none
socket ping | ShopGateway.ping | skipped – – – | none
socket buy | ShopGateway.buy | audited shop buy – | changes
resolver Mutation addBook | ShopResolver.add | audited shop create book | changes
resolver Query books | ShopResolver.books | silent – – – | none
timer cron 0 3 * * * | TimersService.nightly | audited maintenance run clean_up | changes
timer every 1000 ms | TimersService.often | silent – – – | none
timer after 500 ms | TimersService.once | silent – – – | none
job mail | MailJob.run | silent – – – | none`;

function textOf({ items }: Pick<CoverageReport, 'items'>): string {
  return items.map((item) => `\n${lineOf(item)}`).join('');
}

function lineOf({ kind, name, place, state, category, action, resource, level }: CoverageItem): string {
  const told = [state, category, action, resource].map((word) => word ?? '–').join(' ');
  return `${kind} ${name} | ${place} | ${told} | ${level}`;
}

describe(auditCoverage.name, () => {
  const served: string[] = [];
  let app: INestApplication;
  let report: CoverageReport;
  beforeAll(async () => {
    const adapter = new FastifyAdapter();
    adapter.getInstance().addHook('onRoute', ({ method, url }) => {
      served.push(...[method].flat().map((each) => `${each} ${url}`));
    });
    app = await NestFactory.create(HttpModule, adapter, { logger: false, abortOnError: false });
    app.setGlobalPrefix('api');
    app.enableVersioning({ type: VersioningType.URI });
    await app.init();
    report = auditCoverage(app, { entities: [parts.UnmarkedThing, parts.MarkedThing] });
  });
  afterAll(() => app.close());

  it('should tell every route once, other audited methods and entities, by the policy of the application', () => {
    expect(textOf(report)).toBe(ROUTES);
  });

  it('should tell exactly the routes that the platform serves', () => {
    const told = report.items.filter(({ kind }) => kind === 'route').map(({ name }) => name.replace(/ on .*/, ''));
    const isAll = (route: string): boolean => route.endsWith('/anything');
    const own = served.filter((route) => route.includes(' /api/') && !isAll(route) && !route.startsWith('HEAD '));
    expect(told.filter((route) => !isAll(route)).toSorted()).toEqual([...new Set(own)].toSorted());
    expect(served.filter(isAll).length).toBeGreaterThan(5);
  });

  it('should name what changes something and is neither audited nor skipped with a reason, and what to do', () => {
    expect(report.problems.map(({ advice }) => advice)).toEqual([
      expect.stringMatching(/^OrdersController\.silent \(PATCH \/api\/section\/orders\/:id\) .*@Audited.*@SkipAudit/),
      expect.stringMatching(/^OrdersController\.blank .* is skipped without a reason/),
      expect.stringMatching(/^OrdersController\.anything \(ALL /),
    ]);
    const { reason } = report.items.find(({ place }) => place === 'OrdersController.told')!;
    expect(reason).toBe('it only computes');
  });

  it('should count', () => {
    expect(report.summary).toEqual({
      entryPoints: { total: 18, audited: 8, plain: 7, skipped: 2, silent: 1 },
      changingRoutes: { total: 11, accountedFor: 8, percent: 72 },
      entities: { total: 2, audited: 1 },
    });
  });

  it('should be plain data', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('should tell messages, resolvers and timers, and what the host adds, of an application that was not started', async () => {
    const context = await NestFactory.createApplicationContext(OtherWaysModule, { preview: true, logger: false });
    const { items } = auditCoverage(context, {
      entities: [],
      trigger: ({ owner, key }) =>
        owner === parts.MailJob && key === 'run' ? { kind: 'job', name: 'mail' } : undefined,
    });
    expect(textOf({ items })).toBe(OTHER_WAYS);
  });

  it('should tell versions that no path tells, no prefix where there is none, and what two modules declare once', async () => {
    const express = await NestFactory.create(TwiceModule, new ExpressAdapter(), { preview: true, logger: false });
    express.setGlobalPrefix('api', { exclude: [{ path: 'tenants', method: RequestMethod.POST }] });
    express.enableVersioning({ type: VersioningType.HEADER, header: 'x-version', defaultVersion: '1' });
    const names = auditCoverage(express, { policy: POLICY }).items.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'POST /tenants (version 1) on :tenant.example.com',
        'POST /api/books/inherited (version 1, 2)',
        'GET /api/books/one (version 3)',
      ]),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it('should find the entities that are loaded when no data source is connected', () => {
    const entities = auditCoverage(app).items.filter(({ kind }) => kind === 'entity');
    expect(entities.map(({ name, state }) => `${name} ${state}`)).toEqual(
      expect.arrayContaining(['MarkedThing audited', 'UnmarkedThing silent']),
    );
  });
});
