import type { Dice } from './dice.ts';

/** The two sides of one day: what the company wrote down, and what the bank says. */
export interface Statements {
  readonly ledger: string;
  readonly bank: string;
}

interface Line {
  readonly reference: string;
  readonly date: string;
  readonly cents: number;
  readonly description: string;
}

const CUSTOMERS = [
  'Nordwind AG',
  'Blue Pier Ltd',
  'Casa Verde',
  'Kite & Anchor',
  'Tidal Foods',
  'Mole End Stores',
] as const;
const HEADER = 'reference,date,amount,currency,description';

/** Statements of one day that mostly agree: a few lines differ, are a day late, or are missing on one side. */
export function statementsOf(day: string, dice: Dice): Statements {
  const ledger: Line[] = [];
  const bank: Line[] = [];
  for (let number = dice.between(35, 70); number > 0; number -= 1) {
    const line = newLine(day, number, dice);
    if (!dice.chance(3)) ledger.push(line);
    if (!dice.chance(4)) bank.push(asTheBankSaysIt(line, dice));
  }
  const typingMistakes = dice.chance(25) ? [`SH-${day}-900,${day},12,50,EUR,decimal comma`, `,${day},free,EUR,`] : [];
  return { ledger: csv(ledger, typingMistakes), bank: csv(bank, []) };
}

function newLine(day: string, number: number, dice: Dice): Line {
  const sign = dice.chance(70) ? 1 : -1;
  return {
    reference: `SH-${day.replaceAll('-', '')}-${String(number).padStart(3, '0')}`,
    date: day,
    cents: sign * dice.between(1_000, 2_500_000),
    description: dice.pick(CUSTOMERS),
  };
}

function asTheBankSaysIt(line: Line, dice: Dice): Line {
  if (dice.chance(3)) return { ...line, cents: line.cents - dice.between(50, 250) }; // the bank's charges
  if (dice.chance(6)) return { ...line, reference: '', date: nextDay(line.date) };
  return line;
}

function nextDay(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}

function csv(lines: readonly Line[], others: readonly string[]): string {
  const rows = lines.map(({ reference, date, cents, description }) =>
    [reference, date, `${cents < 0 ? '-' : ''}${decimal(Math.abs(cents))}`, 'EUR', description].join(','),
  );
  return `${[HEADER, ...rows, ...others].join('\n')}\n`;
}

function decimal(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}
