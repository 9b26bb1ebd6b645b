import { Box, SegmentedControl, Text } from '@mantine/core';
import { type Column, ListTable } from '../host/list-table.tsx';
import { choice, PAGE_LIMIT, PAGE_NUMBER } from '../host/page-state.ts';
import { Pager } from '../host/pager.tsx';
import { Section } from '../host/section.tsx';
import { FailureState } from '../parts/failure-state.tsx';
import { useUrlState } from '../parts/url-state.ts';
import { text } from '../text/catalogue.ts';
import { amount } from '../text/money.ts';
import { number } from '../text/numbers.ts';
import classes from './items.module.css';
import { type Item, type Outcome, OUTCOMES, type Result, useItems } from './reconciliations-api.ts';

const OUTCOME = choice('outcome', OUTCOMES);
const ALL = 'all';

/** The pairs, and the lines that are alone. */
export function Items({ id, result }: { readonly id: string; readonly result: Result }) {
  const words = text.reconciliations.items;
  const [page, setPage] = useUrlState(PAGE_NUMBER);
  const [outcome, setOutcome] = useUrlState(OUTCOME);
  const { data, error, refetch } = useItems({ id, page, limit: PAGE_LIMIT, outcome });
  return (
    <Section title={words.title}>
      <SegmentedControl
        className={classes.outcomes}
        aria-label={words.outcome}
        value={outcome ?? ALL}
        onChange={(value) => setOutcome(OUTCOMES.find((each) => each === value))}
        data={[
          { value: ALL, label: words.all },
          ...OUTCOMES.map((value) => ({
            value,
            label: words.counted(words.outcomes[value], number(countOf(result, value))),
          })),
        ]}
      />
      {error ? (
        <FailureState failure={error} onRetry={() => void refetch()} needs="data:read" />
      ) : data?.data.length === 0 ? (
        <Text c="dimmed">{words.none}</Text>
      ) : (
        <ListTable caption={words.title} columns={COLUMNS} rows={data?.data} keyOf={keyOf} />
      )}
      {data && <Pager pagination={data.pagination} onGo={setPage} />}
    </Section>
  );
}

function countOf(result: Result, outcome: Outcome): number {
  switch (outcome) {
    case 'matched':
      return result.matched;
    case 'difference':
      return result.differences;
    case 'unmatched_ledger':
      return result.unmatchedLedger;
    case 'unmatched_bank':
      return result.unmatchedBank;
  }
}

function keyOf({ ledger, bank }: Item): string {
  return `${ledger?.lineNumber ?? ''}:${bank?.lineNumber ?? ''}`;
}

function Line({ line }: { readonly line: Item['ledger'] }) {
  if (line === null) return <Text c="dimmed">{text.reconciliations.items.nothing}</Text>;
  const { reference, bookedOn, description, amountMinor, currency, lineNumber } = line;
  return (
    <>
      <span className={classes.amount}>
        {amount(amountMinor, currency)} {currency}
      </span>
      <Text size="sm" c="dimmed" fw={400} title={text.reconciliations.items.line(number(lineNumber))}>
        {[bookedOn, reference, description].filter(Boolean).join(' · ')}
      </Text>
    </>
  );
}

const COLUMNS: readonly [Column<Item>, ...Column<Item>[]] = [
  {
    name: 'outcome',
    head: text.reconciliations.items.outcome,
    cell: ({ outcome, rule, differenceMinor, ledger }) => (
      <>
        {text.reconciliations.items.outcomes[outcome]}
        {rule !== null && (
          <Text size="sm" c="dimmed" fw={400}>
            {text.reconciliations.items.rules[rule]}
          </Text>
        )}
        {differenceMinor !== null && differenceMinor !== 0 && (
          <Text size="sm" fw={400} hiddenFrom="sm">
            {amount(differenceMinor, ledger?.currency ?? '')}
          </Text>
        )}
      </>
    ),
  },
  {
    name: 'ledger',
    head: text.reconciliations.items.ledger,
    cell: ({ ledger, bank }) => (
      <>
        <Line line={ledger} />
        <Box hiddenFrom="sm" mt="xs">
          <Text size="sm" fw={600}>
            {text.reconciliations.items.bank}
          </Text>
          <Line line={bank} />
        </Box>
      </>
    ),
  },
  {
    name: 'bank',
    head: text.reconciliations.items.bank,
    cell: ({ bank }) => <Line line={bank} />,
    from: 'sm',
  },
  {
    name: 'difference',
    head: text.reconciliations.items.difference,
    cell: ({ differenceMinor, ledger }) =>
      differenceMinor === null || ledger === null ? '' : amount(differenceMinor, ledger.currency),
    from: 'sm',
    align: 'end',
  },
];
