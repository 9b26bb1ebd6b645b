import { Test } from '@nestjs/testing';
import { AuditAction, AuditCategory, AuditService, AuditTestingModule, expectAudit } from 'nestjs-audit-log';

describe('an application that is tested by Jest', () => {
  it('should see what is recorded', async () => {
    const app = await Test.createTestingModule({ imports: [AuditTestingModule.forRoot()] }).compile();
    await app.init();
    const audit = expectAudit(app);
    app.get(AuditService).record({
      category: AuditCategory.DataOperation,
      action: AuditAction.Create,
      resource: 'invoice',
      resourceId: '7',
    });
    await audit.toHaveRecorded({ resourceId: '7', description: 'The system created invoice 7' });
    expect(await audit.entries()).toHaveLength(1);
    await app.close();
  });
});
