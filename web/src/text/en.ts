import { app } from './en/app.ts';
import { entry } from './en/entry.ts';
import { log } from './en/log.ts';
import { parts } from './en/parts.ts';
import { session } from './en/session.ts';

/** English. Each room of the page has its texts in a file of its name; plain strings, or functions of what they tell. */
export const en = { app, entry, log, parts, session } as const;
