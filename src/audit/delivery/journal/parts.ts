import type { AuditDelivery } from '../../entry/delivery.ts';

/** How much of the room each class may use: the rest is kept for those above it. */
export const PART_OF: Readonly<Record<AuditDelivery, number>> = { 'best-effort': 1 / 2, standard: 7 / 8, critical: 1 };

/** Nothing critical is begun when so much is used: the rest is for the entries of what has begun. */
export const FULL_PART = 15 / 16;

/** What is used of the room for frames: in memory, and on the disk where there is one. In bytes. */
export interface UsedRoom {
  readonly memory: number;
  readonly disk: number | undefined;
}

/** Whether so much fits into a part of the room: what is in memory is to find room on the disk too. */
export function fits(
  { memory, disk }: UsedRoom,
  { maxQueueBytes, maxBytes }: { readonly maxQueueBytes: number; readonly maxBytes: number },
  part: number,
): boolean {
  return memory <= maxQueueBytes * part && (disk === undefined || disk + memory <= maxBytes * part);
}
