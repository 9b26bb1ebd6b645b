import type { Condition, Selection } from './condition.ts';

type TextCondition = Extract<Condition, { kind: 'text' }>;

/** Whether text has to be looked for, so that it matters how much of it is indexed. */
export function seeksText({ conditions }: Selection): boolean {
  return conditions.some(isSought);
}

/**
 * The same entries as two selections, for those since a moment and for those before, newest first: each is answered by
 * the indexes that are best for it.
 */
export function splitAt(moment: Date, { conditions }: Selection): readonly [Selection, Selection] {
  return [
    { conditions: [...conditions, { kind: 'time', from: moment }] },
    { conditions: [...conditions, { kind: 'time', to: moment }] },
  ];
}

/**
 * The same entries, each in one of the parts. An address that is found among the texts is found by its own index first:
 * often these are enough, and they cost little.
 */
export function addressesFirst(selection: Selection): readonly Selection[] {
  const text = selection.conditions.find(isSought);
  if (text?.networks === undefined || text.networks.length === 0) return [selection];
  const rest = selection.conditions.filter((condition) => condition !== text);
  const network = { kind: 'network', networks: text.networks } as const;
  return [
    { conditions: [...rest, network] },
    { conditions: [...rest, { kind: 'text', text: text.text }, { ...network, isNegated: true }] },
  ];
}

function isSought(condition: Condition): condition is TextCondition {
  return condition.kind === 'text' && condition.isNegated !== true;
}
