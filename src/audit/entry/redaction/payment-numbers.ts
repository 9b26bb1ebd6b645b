import { REDACTED } from './redacted.ts';

/** Digits right behind a decimal point are a fraction, which has as many as a card; what follows those is none. */
const DIGIT_GROUPS = /(?<!\d\.?)\d(?:[ \u00a0-]?\d){12,}/g;
const AFTER_GROUP = /(?<=[ \u00a0-])/;
const UP_TO_LAST_DIGIT = /.*\d/;
/** Visa, Mastercard, American Express, Diners Club, JCB, Discover, UnionPay, Maestro. */
const ISSUED =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-59]|[689]\d)\d{11}(?:\d\d)?|35(?:2[89]|[3-8]\d)\d{12}|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14,17}|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{9,15})$/;
const LONGEST_CARD = 19;

/**
 * How many characters an IBAN has, by country.
 * @see https://www.swift.com/standards/data-standards/iban-international-bank-account-number
 */
const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ' +
    'ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 ' +
    'LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 ' +
    'PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((country) => [country.slice(0, 2), Number(country.slice(2))]),
);
const IBAN_START = /(?<![A-Z\d])(?:IBAN)?([A-Z]{2})\d{2}(?=[ \u00a0-]?[A-Z\d])/gi;
const CHARACTER = /[ \u00a0-]?[A-Z\d]/iy;
/** In a text of letters that begins like an IBAN the check digits alone are right by chance too often. */
const FEWEST_DIGITS = 6;

/** An id that stands in many a sentence, and holds what looks like a number by chance. */
const UUID = /((?<![\dA-F])[\dA-F]{8}-[\dA-F]{4}-[\dA-F]{4}-[\dA-F]{4}-[\dA-F]{12}(?![\dA-F]))/gi;
/** In groups of four, or in one piece. */
const WELL_WRITTEN = /^(?:[A-Z\d]{4}[ \u00a0-])*[A-Z\d]{1,4}$|^[A-Z\d]+$/i;

/** Text without the card numbers in it: 13 to 19 digits of a known issuer whose check digit is right. */
export function withoutCardNumbers(text: string): string {
  return betweenUuids(text, withoutCards);
}

function withoutCards(text: string): string {
  return text.replace(DIGIT_GROUPS, (run: string) => withoutCardsInRun(run.split(AFTER_GROUP)));
}

/** @param groups of digits, each with the separator behind it */
function withoutCardsInRun(groups: readonly string[]): string {
  let kept = '';
  let next = 0;
  for (const [first, group] of groups.entries()) {
    if (first < next) continue;
    const size = cardSize(groups.slice(first, first + LONGEST_CARD));
    next = first + size;
    kept += size === 0 ? group : groups.slice(first, next).join('').replace(UP_TO_LAST_DIGIT, REDACTED);
  }
  return kept;
}

/** How many of the first groups make a card number; 0 when they make none. */
function cardSize(groups: readonly string[]): number {
  let number = '';
  for (const [index, group] of groups.entries()) {
    number += group.replace(/\D/, '');
    if (number.length > LONGEST_CARD) return 0;
    if (ISSUED.test(number) && hasLuhnDigit(number)) return index + 1;
  }
  return 0;
}

/** @see https://www.iso.org/standard/70484.html ISO/IEC 7812-1, annex B */
function hasLuhnDigit(number: string): boolean {
  let sum = 0;
  for (let place = 0; place < number.length; place += 1) {
    const digit = number.charCodeAt(number.length - 1 - place) - 48;
    const weighed = place % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}

/** Text without the IBANs in it: of the length that their country has, with check digits that are right. */
export function withoutIbans(text: string): string {
  return betweenUuids(text, withoutAccounts);
}

function withoutAccounts(text: string): string {
  let kept = '';
  let done = 0;
  for (const match of text.matchAll(IBAN_START)) {
    const [begun, country = ''] = match;
    const start = match.index + begun.length - 'DE89'.length;
    if (start < done) continue;
    const end = endOfCharacters(text, { start, count: IBAN_LENGTHS.get(country.toUpperCase()) ?? 0 });
    const written = text.slice(start, end);
    if (!hasIbanDigits(written) || !isWrittenAsIban(written)) continue;
    kept += text.slice(done, start) + REDACTED;
    done = end;
  }
  return kept + text.slice(done);
}

/** The end of an id and the words behind it can be an IBAN by chance: small letters in groups that nobody writes are none. */
function isWrittenAsIban(written: string): boolean {
  return /^[A-Z]{2}/.test(written) || WELL_WRITTEN.test(written);
}

/** Changes what stands before, between and after the UUIDs of a text. */
function betweenUuids(text: string, change: (part: string) => string): string {
  const parts = text.split(UUID); // every other one is a UUID
  return parts.map((part, place) => (place % 2 === 0 ? change(part) : part)).join('');
}

/** Where so many letters and digits end, each after at most one separator; `start` when there are fewer. */
function endOfCharacters(text: string, { start, count }: { start: number; count: number }): number {
  CHARACTER.lastIndex = start;
  for (let left = count; left > 0; left -= 1) {
    if (!CHARACTER.test(text)) return start;
  }
  return CHARACTER.lastIndex;
}

/** @see https://www.iso.org/standard/81090.html ISO 13616-1: modulo 97 of the number that the characters make */
function hasIbanDigits(spaced: string): boolean {
  const iban = spaced.replaceAll(/[^A-Z\d]/gi, '');
  if (iban.replaceAll(/\D/g, '').length < FEWEST_DIGITS) return false;
  let rest = 0;
  for (const char of iban.slice(4) + iban.slice(0, 4)) {
    for (const digit of Number.parseInt(char, 36).toString()) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}
