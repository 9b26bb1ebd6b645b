import { AuditAction, AuditCategory, type AuditStatus } from './catalogue.ts';

/** Every {@link AuditDelivery}, from the least. */
export const AUDIT_DELIVERIES = ['best-effort', 'standard', 'critical'] as const;

/**
 * How much it matters that an entry is not lost. `best-effort`: the first to be shed when there is no room. `standard`:
 * on the disk before the answer leaves. `critical`: that something begins is on the disk before it does; else it does
 * not begin.
 */
export type AuditDelivery = (typeof AUDIT_DELIVERIES)[number];

/** Changes of these, whatever they are, are critical: who may do what, and by which rules. */
const CRITICAL_CATEGORIES: readonly string[] = [AuditCategory.RolePermission, AuditCategory.SystemSetting];
const CRITICAL_ACTIONS: readonly string[] = [AuditAction.Login, AuditAction.Export];

/** What the class of an entry is read from. */
export interface DeliverySubject {
  readonly delivery?: AuditDelivery | undefined;
  readonly category: string;
  readonly action: string;
}

/** The class of what is audited, where nothing else is said: sign-in, roles, settings and exports are critical. */
export function deliveryOf({ delivery, category, action }: DeliverySubject): AuditDelivery {
  if (delivery !== undefined) return delivery;
  const isChange = CRITICAL_CATEGORIES.includes(category) && action !== AuditAction.Read;
  return isChange || CRITICAL_ACTIONS.includes(action) ? 'critical' : 'standard';
}

const READING: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** The class of a finished entry: a plain reading that went well changes nothing, and may be shed first. */
export function deliveryOfEntry(
  entry: DeliverySubject & { readonly http?: { readonly method: string } | undefined },
  status: AuditStatus,
): AuditDelivery {
  const isPlain = entry.category === AuditCategory.Request && entry.delivery === undefined;
  if (isPlain && status === 'success' && entry.http !== undefined && READING.includes(entry.http.method)) {
    return 'best-effort';
  }
  return deliveryOf(entry);
}
