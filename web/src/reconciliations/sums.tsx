import type { Schema } from '../api/client.ts';
import { Facts } from '../host/facts.tsx';
import { Section } from '../host/section.tsx';
import { text } from '../text/catalogue.ts';
import { amount } from '../text/money.ts';

type CurrencySums = Schema<'CurrencySumsDto'>;

/** What both sides of a currency sum up to, and where they differ. */
export function Sums({ sums: { currency, ...sums } }: { readonly sums: CurrencySums }) {
  const words = text.reconciliations.sums;
  return (
    <Section title={words.title(currency)}>
      <Facts
        facts={[
          { name: words.ledger, value: amount(sums.ledgerMinor, currency) },
          { name: words.bank, value: amount(sums.bankMinor, currency) },
          { name: words.matched, value: amount(sums.matchedMinor, currency) },
          { name: words.difference, value: amount(sums.differenceMinor, currency) },
          { name: words.aloneLedger, value: amount(sums.unmatchedLedgerMinor, currency) },
          { name: words.aloneBank, value: amount(sums.unmatchedBankMinor, currency) },
        ]}
      />
    </Section>
  );
}
