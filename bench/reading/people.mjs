// Who does something, and from where: some do much, most do little.
const FIRST = [
  'ada',
  'bob',
  'carla',
  'dmitri',
  'eve',
  'farid',
  'greta',
  'hiro',
  'ines',
  'jonas',
  'kofi',
  'lena',
  'maja',
  'noor',
];
const LAST = [
  'lovelace',
  'schmidt',
  'moreau',
  'okafor',
  'rossi',
  'tanaka',
  'silva',
  'novak',
  'kaya',
  'jensen',
  'papadakis',
];
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
  'okhttp/4.12.0',
];

export const PEOPLE = 2_000;

/** @returns the people of the log, the busiest first */
export function peopleFrom(dice) {
  return Array.from({ length: PEOPLE }, (_, number) => ({
    id: uuidFrom(dice),
    label: `${FIRST[number % FIRST.length]}.${LAST[dice.below(LAST.length)]}${number}@example.com`,
    address: addressOf(number, dice),
    agent: AGENTS[dice.skewedBelow(AGENTS.length)],
    sessionId: uuidFrom(dice),
  }));
}

/** A twentieth comes over IPv6; the others from a few networks of an office and from anywhere. */
function addressOf(number, dice) {
  if (number % 20 === 7) return `2001:db8:${dice.hex(4)}::${dice.hex(4)}`;
  if (number % 3 === 0) return `${20 + dice.below(180)}.${dice.below(256)}.${dice.below(256)}.${1 + dice.below(254)}`;
  return `10.${number % 7}.${number % 31}.${1 + (number % 254)}`;
}

export function uuidFrom(dice) {
  return `${dice.hex(8)}-${dice.hex(4)}-4${dice.hex(3)}-8${dice.hex(3)}-${dice.hex(12)}`;
}
