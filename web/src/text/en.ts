import { activity } from './en/activity.ts';
import { app } from './en/app.ts';
import { entry } from './en/entry.ts';
import { errors } from './en/errors.ts';
import { exports } from './en/exports.ts';
import { history } from './en/history.ts';
import { holds } from './en/holds.ts';
import { log } from './en/log.ts';
import { parts } from './en/parts.ts';
import { session } from './en/session.ts';

/** English. Each room of the page has its texts in a file of its name; plain strings, or functions of what they tell. */
export const en = { activity, app, entry, errors, exports, history, holds, log, parts, session } as const;
