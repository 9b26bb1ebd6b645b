import { auditCoverage, type CoverageReport } from '../../src/audit/index.ts';
import { createInventoryApp } from '../../src/inventory/inventory-app.ts';

describe('the routes of the application', () => {
  let report: CoverageReport;
  beforeAll(async () => {
    report = auditCoverage(await createInventoryApp());
  });

  it('should be found', () => {
    expect(report.items.map(({ name, place }) => `${name} ${place}`)).toEqual(
      expect.arrayContaining([
        'GET /api/v1/audit-logs AuditLogsController.list',
        'POST /api/v1/users UsersController.create',
        'POST /api/v1/auth/login AuthController.login',
        'GET /health/live HealthController.live',
      ]),
    );
  });

  it('should be audited, or skipped with a reason, when they are not for reading', () => {
    expect(report.summary.changingRoutes.total).toBeGreaterThan(20);
    expect(report.problems.map(({ advice }) => advice)).toEqual([]);
  });
});
