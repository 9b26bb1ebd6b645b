import { FirstAdminNotice } from './first-admin.notice.ts';
import type { FirstAdmin, FirstAdminService } from './first-admin.service.ts';

const noticeFor = (admin: FirstAdmin) => {
  const ensureFirstAdmin = jest.fn(() => Promise.resolve(admin));
  return { ensureFirstAdmin, notice: new FirstAdminNotice({ ensureFirstAdmin } as unknown as FirstAdminService) };
};

describe('FirstAdminNotice', () => {
  it('should make the administrator when the application starts and tell a made password once', async () => {
    const { notice, ensureFirstAdmin } = noticeFor({ email: 'root@example.com', password: 'made-just-now' });
    await notice.onApplicationBootstrap();
    expect((await notice.lines()).join('\n')).toContain('root@example.com with the password made-just-now');
    expect(await notice.lines()).toEqual(['Sign in as root@example.com']);
    expect(ensureFirstAdmin).toHaveBeenCalledTimes(1);
  });

  it('should not repeat a password that was given', async () => {
    const { notice } = noticeFor({ email: 'root@example.com' });
    expect(await notice.lines()).toEqual(['Sign in as root@example.com']);
  });
});
