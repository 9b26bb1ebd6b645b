import { networksOf } from './address-networks.ts';
import type { Condition } from './condition.ts';

/**
 * What a searched text means, wherever it was written: the description holds it, upper and lower case alike and every
 * character just itself; or it stands for addresses, and the entry's is one of them (see {@link networksOf}).
 */
export function searchCondition(text: string): Extract<Condition, { kind: 'text' }> {
  const networks = networksOf(text.trim());
  return { kind: 'text', text, ...(networks && { networks }) };
}
