import { AuditAction, type AuditStatus } from './catalogue.ts';
import type { AuditActor } from './audit-entry.ts';

interface Verb {
  /** After "tried to": `sign in`. */
  readonly base: string;
  /** What was done: `signed in`. */
  readonly past: string;
  /** Stands between the verb and its object: changed the password `of` bob. */
  readonly link?: string;
  /** It is done by the actor alone, to nothing. */
  readonly intransitive?: true;
}

const VERBS: ReadonlyMap<string, Verb> = new Map([
  [AuditAction.Login, { base: 'sign in', past: 'signed in', intransitive: true }],
  [AuditAction.Logout, { base: 'sign out', past: 'signed out', intransitive: true }],
  [AuditAction.PasswordChange, { base: 'change the password', past: 'changed the password', link: 'of' }],
  [AuditAction.PasswordReset, { base: 'require a new password', past: 'required a new password', link: 'of' }],
  [AuditAction.Lock, { base: 'lock', past: 'locked' }],
  [AuditAction.Unlock, { base: 'unlock', past: 'unlocked' }],
  [AuditAction.Create, { base: 'create', past: 'created' }],
  [AuditAction.Read, { base: 'read', past: 'read' }],
  [AuditAction.Update, { base: 'update', past: 'updated' }],
  [AuditAction.Upsert, { base: 'create or update', past: 'created or updated' }],
  [AuditAction.Delete, { base: 'delete', past: 'deleted' }],
  [AuditAction.Archive, { base: 'archive', past: 'archived' }],
  [AuditAction.Restore, { base: 'restore', past: 'restored' }],
  [AuditAction.Activate, { base: 'activate', past: 'activated' }],
  [AuditAction.Deactivate, { base: 'deactivate', past: 'deactivated' }],
  [AuditAction.Assign, { base: 'assign', past: 'assigned' }],
  [AuditAction.Revoke, { base: 'revoke', past: 'revoked' }],
  [AuditAction.Upload, { base: 'upload', past: 'uploaded' }],
  [AuditAction.Import, { base: 'import', past: 'imported' }],
  [AuditAction.Export, { base: 'export', past: 'exported' }],
  [AuditAction.Schedule, { base: 'schedule', past: 'scheduled' }],
  [AuditAction.Cancel, { base: 'cancel', past: 'cancelled' }],
  [AuditAction.Run, { base: 'run', past: 'ran' }],
  [AuditAction.AuditGap, { base: 'lose entries of', past: 'lost entries of' }],
  [AuditAction.Quarantine, { base: 'set aside', past: 'set aside' }],
  [AuditAction.Request, { base: 'call', past: 'called' }],
  [AuditAction.Exception, { base: 'call', past: 'called' }],
]);

/** What a sentence is made of. */
export interface SentenceParts {
  readonly actor: AuditActor;
  readonly action: string;
  /** Noun phrase: `user bob@example.com`. Left out where the action says it all: `signed in`. */
  readonly object: string | undefined;
  readonly status: AuditStatus;
  /** Why it did not succeed. */
  readonly reason: string | undefined;
  /** The sentence claims neither that it was done nor that it was not. */
  readonly isOutcomeUnknown?: boolean | undefined;
}

/**
 * The one sentence of an entry:
 * `ada@example.com created user bob@example.com`,
 * `bob@example.com tried to create user eve@example.com and was refused: permission users:write is missing`,
 * `The system tried to run job cleanup and it failed: connection lost`,
 * `ada@example.com as bob@example.com deleted order 7`.
 */
export function sentence({ actor, action, object, status, reason, isOutcomeUnknown }: SentenceParts): string {
  const verb: Verb = VERBS.get(action) ?? { base: `perform "${action}"`, past: `performed "${action}"`, link: 'on' };
  const link = verb.link === undefined ? '' : ` ${verb.link}`;
  const target = object === undefined || verb.intransitive === true ? '' : `${link} ${object}`;
  const because = reason === undefined ? '' : `: ${reason}`;
  const who = subjectOf(actor);
  if (isOutcomeUnknown === true) return `${who} tried to ${verb.base}${target}${because}`;
  switch (status) {
    case 'success':
      return `${who} ${verb.past}${target}`;
    case 'failure':
      return `${who} tried to ${verb.base}${target} and was refused${because}`;
    case 'error':
      return `${who} tried to ${verb.base}${target} and it failed${because}`;
  }
}

/** Who really acts comes first: `ada@example.com as bob@example.com`. */
function subjectOf(actor: AuditActor): string {
  const { impersonator, label } = actor;
  const name = nameOf(actor);
  if (impersonator === undefined) return name;
  const isOwnName = label !== undefined && name.startsWith(label); // else it begins with a word that is no name
  return `${nameOf({ type: 'user', ...impersonator })} as ${isOwnName ? name : lowerFirst(name)}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function nameOf({ type, label, id }: AuditActor): string {
  switch (type) {
    case 'user':
      return label ?? (id === undefined ? 'An unknown user' : `User ${id}`);
    case 'service':
      return `Service ${label ?? id ?? 'without a name'}`;
    case 'system':
      return id === undefined ? (label ?? 'The system') : `The system on behalf of ${label ?? `user ${id}`}`;
    case 'anonymous':
      return label === undefined ? 'An anonymous caller' : `${label} (not signed in)`;
  }
}
