// Rows of audit_logs as COPY takes them: the same for the same seed.
import { Dice } from './dice.mjs';
import { kindOf } from './kinds.mjs';
import { PEOPLE, peopleFrom } from './people.mjs';

/** The columns in the order of the rows. */
export const COLUMNS =
  'id, "timestamp", recorded_at, category, action_type, resource_type, resource_id, description, status, severity, error_type, error_fingerprint, actor_type, user_id, user_label, tenant_id, ip_address, user_agent, request_id, trace_id, metadata';

const NULL = String.raw`\N`;

/** Makes the rows one after the other, oldest first. */
export class Rows {
  #dice;
  #people;

  constructor(seed) {
    this.#dice = new Dice(seed);
    this.#people = peopleFrom(this.#dice);
  }

  /** The line of the entry of this number at this time in milliseconds. */
  line(number, time) {
    const dice = this.#dice;
    const who = this.#people[dice.skewedBelow(PEOPLE)];
    const kind = kindOf(number, dice)(who, dice, { people: this.#people, number });
    const stamp = new Date(time).toISOString();
    const metadata = `{${kind.metadata},"context":{"sessionId":"${who.sessionId}","spanId":"${dice.hex(16)}"}}`;
    const fields = [
      idAt(time, number, dice),
      stamp,
      stamp,
      kind.category,
      kind.action,
      kind.resource ?? NULL,
      kind.resourceId ?? NULL,
      kind.description,
      kind.status ?? 'success',
      kind.severity ?? NULL,
      kind.errorType ?? NULL,
      kind.fingerprint ?? NULL,
      'user',
      who.id,
      who.label,
      NULL,
      who.address,
      who.agent,
      `${dice.hex(8)}-${dice.hex(4)}-4${dice.hex(3)}-9${dice.hex(3)}-${dice.hex(12)}`,
      dice.hex(32),
      metadata.replaceAll('\\', '\\\\'),
    ];
    return `${fields.join('\t')}\n`;
  }
}

/** As src/audit/entry/record-id.ts makes them: time, number, random rest. */
function idAt(time, number, dice) {
  const hex = time.toString(16).padStart(12, '0');
  const order = (0x100_0000 + (number & 0xff_ffff)).toString(16).slice(1);
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${order.slice(0, 3)}-8${order.slice(3)}-${dice.hex(12)}`;
}
