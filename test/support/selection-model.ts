import { BlockList, isIP } from 'node:net';
import type { AuditLog } from '../../src/audit/entry/audit-log.entity.ts';
import type { Condition, Selection } from '../../src/audit/reading/selection/condition.ts';

/** What a selection is compared by. */
export type ModelEntry = Omit<AuditLog, 'recordedAt' | 'userAgent' | 'metadata'>;

/** Whether a selection has an entry, told without a database. */
export function isSelected(entry: ModelEntry, { conditions }: Selection): boolean {
  return conditions.every((condition) => holds(entry, condition) !== (condition.isNegated ?? false));
}

function holds(entry: ModelEntry, condition: Condition): boolean {
  switch (condition.kind) {
    case 'equals':
      return condition.values.includes(entry[condition.field]);
    case 'user':
      return [entry.userId, entry.userLabel].some((each) => each !== null && condition.values.includes(each));
    case 'resource':
      return condition.resources.some(
        ({ type, id }) => entry.resourceType === type && (id === undefined || entry.resourceId === id),
      );
    case 'time':
      return entry.timestamp >= (condition.from ?? entry.timestamp) && !(entry.timestamp >= (condition.to ?? Infinity));
    case 'network':
      return isWithin(entry.ipAddress, condition.networks);
    case 'text': {
      const isInside = entry.description.toLowerCase().includes(condition.text.toLowerCase());
      return isInside || isWithin(entry.ipAddress, condition.networks ?? []);
    }
    case 'wrong':
      return entry.severity !== null;
  }
}

function isWithin(address: string | null, networks: readonly string[]): boolean {
  if (address === null) return false;
  const family = isIP(address);
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits = isIP(base) === 4 ? '32' : '128'] = network.split('/');
    if (isIP(base) === family) list.addSubnet(base, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  }
  return list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
