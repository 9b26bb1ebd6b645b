import { PEOPLE } from './demo-company.ts';
import type { DemoClient } from './demo-client.ts';
import type { DemoStage } from './demo-stage.ts';
import { statementsOf } from './statements.ts';

/** What happens on every working day: the books of the day are brought in and compared. */
export async function workingDay(stage: DemoStage): Promise<void> {
  const { ledger, bank } = statementsOf(stage.day, stage.dice);
  stage.at('07:50');
  const treasurer = await stage.arrive(PEOPLE.ingrid);
  const bankId = await bringIn(stage, treasurer, { kind: 'bank', name: `bank-${stage.day}.csv`, csv: bank });

  stage.at('08:40');
  const accountant = await stage.arrive(stage.dice.pick([PEOPLE.yuki, PEOPLE.pedro]));
  const ledgerId = await bringIn(stage, accountant, { kind: 'ledger', name: `ledger-${stage.day}.csv`, csv: ledger });

  stage.at('09:30');
  const { id } = await accountant.demand('POST /reconciliations', { ledgerUploadId: ledgerId, bankUploadId: bankId });
  await stage.settled(accountant, `/reconciliations/${String(id)}`, ['done', 'failed']);
  await accountant.call(`GET /reconciliations/${String(id)}/items?outcome=difference`);

  stage.at('11:00');
  await lookAround(stage);
}

/** Uploads a file and imports it. @returns the id of the upload */
async function bringIn(
  stage: DemoStage,
  client: DemoClient,
  file: { readonly kind: string; readonly name: string; readonly csv: string },
): Promise<string> {
  const { status, body } = await client.upload(file);
  if (status !== 201) throw new Error(`${file.name} was not taken: ${JSON.stringify(body)}`);
  const id = String(body['id']);
  await client.demand(`POST /data-uploads/${id}/import`);
  await stage.settled(client, `/data-uploads/${id}`, ['imported', 'failed']);
  return id;
}

/** Small things that go wrong on some days. */
async function lookAround(stage: DemoStage): Promise<void> {
  const { dice } = stage;
  if (dice.chance(40)) {
    const clerk = await stage.arrive(dice.pick([PEOPLE.tomas, PEOPLE.leila]));
    await clerk.call('GET /data-uploads?limit=20');
    if (dice.chance(30)) await clerk.call('POST /reconciliations', {}); // not a clerk's business
    if (dice.chance(30)) await clerk.call('GET /settings');
    if (dice.chance(20)) await clerk.call('GET /reports/monthly'); // an old bookmark
  }
  if (dice.chance(15)) {
    const treasurer = await stage.as(PEOPLE.ingrid);
    const { bank } = statementsOf(stage.day, dice);
    const twice = { kind: 'bank', name: `bank-${stage.day}-again.csv`, csv: bank };
    await treasurer.upload(twice);
    await treasurer.upload(twice); // a double click
  }
}
