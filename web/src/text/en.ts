import { account } from './en/account.ts';
import { activity } from './en/activity.ts';
import { administration } from './en/administration.ts';
import { app } from './en/app.ts';
import { entry } from './en/entry.ts';
import { errors } from './en/errors.ts';
import { exports } from './en/exports.ts';
import { history } from './en/history.ts';
import { holds } from './en/holds.ts';
import { host } from './en/host.ts';
import { live } from './en/live.ts';
import { log } from './en/log.ts';
import { parts } from './en/parts.ts';
import { reconciliations } from './en/reconciliations.ts';
import { roles } from './en/roles.ts';
import { session } from './en/session.ts';
import { settings } from './en/settings.ts';
import { uploads } from './en/uploads.ts';
import { users } from './en/users.ts';

/** English. Each room of the page has its texts in a file of its name; plain strings, or functions of what they tell. */
export const en = {
  account,
  activity,
  administration,
  app,
  entry,
  errors,
  exports,
  history,
  holds,
  host,
  live,
  log,
  parts,
  reconciliations,
  roles,
  session,
  settings,
  uploads,
  users,
} as const;
