import type { AuditDelivery } from '../../entry/delivery.ts';

/** How much of the room each class may use: the rest is kept for those above it. */
export const PART_OF: Readonly<Record<AuditDelivery, number>> = { 'best-effort': 1 / 2, standard: 7 / 8, critical: 1 };

/** Nothing critical is begun when so much is used: the rest is for the entries of what has begun. */
export const FULL_PART = 15 / 16;
