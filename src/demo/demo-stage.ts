import { setTimeout as sleep } from 'node:timers/promises';
import { DemoClient, type DemoAnswer } from './demo-client.ts';
import type { DemoClock } from './demo-clock.ts';
import { type Person, PEOPLE } from './demo-company.ts';
import type { Dice } from './dice.ts';

/** What a day of the story needs to happen. */
export interface StageParts {
  /** `http://127.0.0.1:40123/api/v1` */
  readonly baseUrl: string;
  readonly clock: DemoClock;
  readonly dice: Dice;
  /** `2026-10-05` */
  readonly day: string;
  /** The password of every demo account, made for this run. */
  readonly password: string;
  /** Where uploads are kept, for the day on which the disk is away. */
  readonly uploadsDir: string;
}

/** How often the end of a background job is asked for. */
const POLL_MS = 25;

/** One day of the story: people come and go, and the clock stands at what happens. */
export class DemoStage {
  readonly #clients = new Map<Person, DemoClient>();

  constructor(readonly parts: StageParts) {}

  get day(): string {
    return this.parts.day;
  }

  get dice(): Dice {
    return this.parts.dice;
  }

  /** Sets the clock to a time of the day, some minutes later than said. @param time `08:40`, UTC */
  at(time: string): void {
    const later = this.dice.between(0, 12 * 60) * 1000;
    this.parts.clock.advanceTo(new Date(Date.parse(`${this.day}T${time}:00Z`) + later));
  }

  /** Signs somebody in; some type their password wrong at first. */
  async arrive(person: Person): Promise<DemoClient> {
    const { baseUrl, password } = this.parts;
    const client = new DemoClient(baseUrl, person);
    if (this.dice.chance(12)) await client.signIn(`${password.slice(0, -1)}?`);
    if (!(await client.signIn(password))) throw new Error(`${person.email} can not sign in.`);
    this.#clients.set(person, client);
    return client;
  }

  /** Somebody who is signed in today. */
  async as(person: Person): Promise<DemoClient> {
    return this.#clients.get(person) ?? this.arrive(person);
  }

  /** Everybody who is still here goes home. */
  async leave(): Promise<void> {
    for (const client of this.#clients.values()) await client.signOut();
    this.#clients.clear();
  }

  /** The account of somebody, as the API shows it to an administrator. */
  async accountOf({ email }: Person): Promise<DemoAnswer['body']> {
    const admin = await this.as(PEOPLE.olivia);
    const { data } = await admin.demand(`GET /users?search=${encodeURIComponent(email)}`);
    const [account] = data as readonly DemoAnswer['body'][];
    if (account === undefined) throw new Error(`${email} has no account.`);
    return account;
  }

  /** Waits for a background job: until the resource has one of the statuses. */
  async settled(client: DemoClient, path: string, statuses: readonly string[]): Promise<DemoAnswer['body']> {
    for (;;) {
      const body = await client.demand(`GET ${path}`);
      if (statuses.includes(String(body['status']))) return body;
      await sleep(POLL_MS);
    }
  }
}
