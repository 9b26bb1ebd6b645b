import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SignInNotice } from '../start/sign-in-notice.ts';
import { type FirstAdmin, FirstAdminService } from './first-admin.service.ts';

/** Makes the first administrator when the application starts, and tells the operator how to sign in. */
@Injectable()
export class FirstAdminNotice extends SignInNotice implements OnApplicationBootstrap {
  private admin: FirstAdmin | undefined;

  constructor(private readonly firstAdmin: FirstAdminService) {
    super();
  }

  async onApplicationBootstrap(): Promise<void> {
    this.admin = await this.firstAdmin.ensureFirstAdmin();
  }

  /** Forgets a generated password once it is told. */
  override async lines(): Promise<readonly string[]> {
    const { email, password } = this.admin ?? (await this.firstAdmin.ensureFirstAdmin());
    this.admin = { email };
    if (password === undefined) return [`Sign in as ${email}`];
    return [`Sign in as ${email} with the password ${password}`, 'The password is shown only this once; note it now.'];
  }
}
