import { type CoverageItem, reportOf } from './coverage-report.ts';

const ROUTE: CoverageItem = {
  kind: 'route',
  module: 'ShopModule',
  place: 'ShopController.create',
  name: 'POST /orders',
  state: 'audited',
  isChanging: true,
  category: 'shop',
  action: 'create',
  resource: 'order',
  level: 'changes',
  reason: null,
};

describe(reportOf.name, () => {
  it.each<[what: string, item: Partial<CoverageItem>, problems: number]>([
    ['is audited', {}, 0],
    ['is skipped with a reason', { state: 'skipped', reason: 'it computes' }, 0],
    ['is skipped with a reason in another script', { state: 'skipped', reason: '計算のみ' }, 0],
    ['is skipped with nothing', { state: 'skipped', reason: '' }, 1],
    ['is skipped with blanks', { state: 'skipped', reason: ' \n\u00A0' }, 1],
    ['is skipped with signs only', { state: 'skipped', reason: '...' }, 1],
    ['leaves a plain entry', { state: 'plain' }, 1],
    ['leaves nothing', { state: 'silent' }, 1],
    ['leaves nothing and is for reading', { state: 'silent', isChanging: false }, 0],
  ])('should judge a route that %s', (_what, item, problems) => {
    expect(reportOf([{ ...ROUTE, ...item }]).problems).toHaveLength(problems);
  });

  it('should say 100 % only when nothing is missing', () => {
    const silent: CoverageItem = { ...ROUTE, state: 'silent' };
    const items = [...Array.from({ length: 999 }, () => ROUTE), silent];
    expect(reportOf(items).summary.changingRoutes).toEqual({ total: 1000, accountedFor: 999, percent: 99 });
    expect(reportOf([]).summary.changingRoutes).toEqual({ total: 0, accountedFor: 0, percent: 100 });
  });
});
