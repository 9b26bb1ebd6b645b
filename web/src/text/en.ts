import { administration } from './en/administration.ts';
import { app } from './en/app.ts';
import { entry } from './en/entry.ts';
import { host } from './en/host.ts';
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
  app,
  entry,
  log,
  parts,
  session,
  host,
  users,
  roles,
  uploads,
  reconciliations,
  settings,
  administration,
} as const;
