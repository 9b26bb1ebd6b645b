import { ListTable } from '../host/list-table.tsx';
import { Section } from '../host/section.tsx';
import type { Schema } from '../api/client.ts';
import { text } from '../text/catalogue.ts';
import { amount } from '../text/money.ts';

type CurrencySums = Schema<'CurrencySumsDto'>;

/** What both sides sum up to, and where they differ. */
export function Sums({ sums }: { readonly sums: readonly CurrencySums[] }) {
  const words = text.reconciliations.sums;
  const sum = (name: keyof CurrencySums) => (each: CurrencySums) => amount(each[name], each.currency);
  return (
    <Section title={words.title}>
      <ListTable
        caption={words.title}
        columns={[
          { name: 'currency', head: words.currency, cell: ({ currency }) => currency },
          { name: 'ledger', head: words.ledger, cell: sum('ledgerMinor'), align: 'end' },
          { name: 'bank', head: words.bank, cell: sum('bankMinor'), align: 'end' },
          { name: 'matched', head: words.matched, cell: sum('matchedMinor'), align: 'end', from: 'sm' },
          { name: 'difference', head: words.difference, cell: sum('differenceMinor'), align: 'end', from: 'sm' },
          { name: 'aloneLedger', head: words.aloneLedger, cell: sum('unmatchedLedgerMinor'), align: 'end', from: 'md' },
          { name: 'aloneBank', head: words.aloneBank, cell: sum('unmatchedBankMinor'), align: 'end', from: 'md' },
        ]}
        rows={sums}
        keyOf={({ currency }) => currency}
      />
    </Section>
  );
}
