// The page of the application of this repository: the audit log, and what is audited.
import { askForAccount } from './account/account.ts';
import { AccountMenu } from './account/account-menu.tsx';
import { PasswordGate } from './account/password-gate.tsx';
import { SignInPage } from './account/sign-in-page.tsx';
import { AUDIT_PAGES } from './app/audit-pages.ts';
import { HOST_PAGES } from './app/host-pages.ts';
import { show } from './app/show.tsx';

show({
  pages: [...AUDIT_PAGES, ...HOST_PAGES],
  ask: askForAccount,
  SignIn: SignInPage,
  Account: AccountMenu,
  Gate: PasswordGate,
});
