import type { Page } from 'playwright-core';
import { ADMIN_EMAIL, call } from '../support/api.ts';
import { createHolder, createRole } from '../support/roles.ts';
import { createUser, USER_PASSWORD } from '../support/users.ts';
import { focused } from './support/focus.ts';
import { logged } from './support/logged.ts';
import { PageUnderTest } from './support/page-under-test.ts';

describe('the pages of users and roles', () => {
  let test: PageUnderTest;
  beforeAll(async () => {
    test = await PageUnderTest.start();
  }, 240_000);
  afterEach(() => test.closeWindows());
  afterAll(() => test.close());

  const answer = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name }).click();
  const cancel = async (page: Page) => {
    await answer(page, 'Cancel');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  const told = (page: Page, what: string) => page.getByRole('alert').filter({ hasText: what }).waitFor();

  it('should make a user, tell at the field what is refused, and lead to the entry', async () => {
    const page = await test.open('/users');
    await page.getByRole('button', { name: 'New user' }).click();
    const form = page.getByRole('dialog', { name: 'New user' });
    await form.getByRole('textbox', { name: 'Name' }).fill('Zoë Hart');
    await form.getByRole('textbox', { name: 'E-mail address' }).fill(ADMIN_EMAIL);
    await form.getByRole('textbox', { name: 'First password' }).fill('a password nobody guesses');
    await form.getByRole('button', { name: 'Create the user' }).click();
    const email = form.getByRole('textbox', { name: 'E-mail address' });
    await form.getByText('Another user already has this e-mail address.').waitFor();
    await focused(email);
    expect(await email.getAttribute('aria-invalid')).toBe('true');

    await email.fill('zoe@example.com');
    await form.getByRole('button', { name: 'Create the user' }).click();
    await page.getByRole('heading', { level: 1, name: 'Zoë Hart' }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1);
    expect(await logged(test, `resource:user/${id}`)).toEqual([
      expect.objectContaining({ actionType: 'create', status: 'success', userLabel: ADMIN_EMAIL }),
    ]);
    expect(await logged(test, 'action:create resource:user status:failure')).toHaveLength(1);

    await page.getByRole('link', { name: 'Entries about them' }).click();
    await page.getByRole('link', { name: `${ADMIN_EMAIL} created user zoe@example.com` }).waitFor();
  });

  it('should ask before it deactivates, keep the focus, and show the entry that was just made', async () => {
    const { id, name } = await createUser(test.app);
    const page = await test.open(`/log?q=resource:user/${id}&range=all`); // is known to the page before it acts
    await page.getByText('1–1 of 1').first().waitFor();
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByRole('link', { name }).click();
    await page.getByRole('button', { name: 'Deactivate' }).click();
    await cancel(page);
    expect(await logged(test, `resource:user/${id} action:deactivate`)).toEqual([]);
    await page.getByRole('button', { name: 'Deactivate' }).click();
    await answer(page, 'Deactivate');
    await told(page, 'has been deactivated');
    const activate = page.getByRole('button', { name: 'Activate', exact: true });
    await activate.waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await focused(activate);

    await test.flush();
    await page.getByRole('link', { name: 'Entries about them' }).click();
    await page.getByRole('link', { name: /deactivated user/ }).waitFor();
    await page.goBack();
    await activate.click();
    await told(page, 'has been activated');
    expect(await logged(test, `resource:user/${id} action:activate`)).toHaveLength(1);
  });

  it('should give a role and take it away', async () => {
    const { id, name } = await createUser(test.app);
    const role = await createRole(test.app, ['data:read']);
    const page = await test.open(`/users/${id}`);
    await page.getByRole('combobox', { name: 'Give a role' }).click();
    await page.getByRole('option', { name: role.name }).click();
    await page.getByRole('button', { name: 'Give it' }).click();
    await told(page, `${name} has the role ${role.name} now.`);
    await focused(page.getByRole('button', { name: 'Give it' }));
    await page.getByRole('button', { name: `Take away the role ${role.name}` }).click();
    await answer(page, 'Take away');
    await told(page, `${name} no longer has the role ${role.name}.`);
    const entries = await logged(test, `resource:role/${role.id} action:(assign, revoke)`);
    expect(entries.map(({ actionType, metadata }) => [actionType, metadata.changes])).toEqual([
      ['revoke', { roles: { from: [role.name, 'user'].toSorted(), to: ['user'] } }],
      ['assign', { roles: { from: ['user'], to: [role.name, 'user'].toSorted() } }],
    ]);
  });

  it('should require a new password, unlock, end sessions, and delete', async () => {
    const { id, name, email } = await createUser(test.app);
    await call(test.app, 'POST /auth/login', { json: { email, password: USER_PASSWORD } });
    const page = await test.open(`/users/${id}`);
    await page.getByRole('button', { name: /^End the session/ }).click();
    await answer(page, 'End');
    await told(page, 'The session has ended.');
    await page.getByText('Not signed in anywhere.').waitFor();

    await page.getByRole('button', { name: 'Require a new password' }).click();
    await answer(page, 'Require a new password');
    await page.getByText('Needs a new password').waitFor();

    for (let failures = 0; failures < 5; failures += 1)
      await call(test.app, 'POST /auth/login', { json: { email, password: 'wrong' } });
    await page.reload();
    await page.getByRole('button', { name: 'Unlock' }).click();
    await told(page, 'has been unlocked');

    await page.getByRole('button', { name: 'Delete' }).click();
    await answer(page, 'Delete');
    await told(page, `${name} has been deleted.`);
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    await page.getByRole('link', { name }).waitFor({ state: 'detached' });
    const entries = await logged(test, `resource:user/${id} actor:user user:${ADMIN_EMAIL}`);
    expect(entries.map(({ actionType }) => actionType)).toEqual(['delete', 'unlock', 'password_reset', 'create']);
    expect(await logged(test, 'action:revoke resource:session')).toHaveLength(1);
    expect(await logged(test, `${id} status:(failure, error)`)).toEqual([]); // nobody asked for who is gone
  });

  it('should find users by a text, in the address and on the way back', async () => {
    const { name } = await createUser(test.app, { name: 'Quentin Marsh' });
    const page = await test.open('/users');
    const search = page.getByRole('searchbox', { name: 'Search by name or e-mail address' });
    await search.fill('quentin');
    await page.getByText('1–1 of 1').waitFor();
    expect(new URL(page.url()).search).toBe('?search=quentin');
    await page.getByRole('link', { name }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.goBack();
    await page.getByText('1–1 of 1').waitFor();
    expect(await search.inputValue()).toBe('quentin');
    await search.fill('nobody of that name');
    await page.getByRole('heading', { name: 'No user matches' }).waitFor();
  });

  it('should show nobody what they may not do', async () => {
    const { email } = await createHolder(test.app, 'users:read');
    const page = await test.open('/', { as: { email, password: USER_PASSWORD } });
    const first = page.getByRole('row').getByRole('link').first();
    await first.waitFor();
    expect(await page.getByRole('navigation', { name: 'Main' }).getByRole('link').allInnerTexts()).toEqual(['Users']);
    expect(await page.getByRole('button', { name: 'New user' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'In the log' }).count()).toBe(0);
    await first.click();
    await page.getByRole('heading', { level: 1, name: 'Administrator' }).waitFor();
    expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
    await page.goto('/settings');
    await page.getByRole('heading', { name: 'You may not see this' }).waitFor();
  });

  it('should make a role, change what it allows, and delete it', async () => {
    const page = await test.open('/roles');
    await page.getByRole('button', { name: 'New role' }).click();
    const form = page.getByRole('dialog', { name: 'New role' });
    await form.getByRole('textbox', { name: 'Name' }).fill('Not Allowed');
    await form.getByRole('textbox', { name: 'What it is for' }).fill('For a test.');
    await form.getByRole('button', { name: 'Create the role' }).click();
    await form.getByText(/must be 1 to 60 lower case letters/).waitFor();
    await form.getByRole('textbox', { name: 'Name' }).fill('reviewer');
    await form.getByRole('button', { name: 'Create the role' }).click();
    await page.getByRole('heading', { level: 1, name: 'reviewer' }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1);

    await page.getByRole('checkbox', { name: 'audit:read' }).check();
    await page.getByText('1 to give').waitFor();
    await page.getByRole('button', { name: 'Save permissions' }).click();
    await told(page, 'The permissions of reviewer have been saved.');
    await page.getByText('Nothing is changed.').waitFor();
    expect((await logged(test, `resource:role/${id} action:update`))[0]?.metadata.changes).toEqual({
      permissions: { from: [], to: ['audit:read'] },
    });

    await page.getByRole('button', { name: 'Delete' }).click();
    await answer(page, 'Delete');
    await told(page, 'The role reviewer has been deleted.');
    expect(await logged(test, `resource:role/${id} action:delete`)).toHaveLength(1);
  });
});
