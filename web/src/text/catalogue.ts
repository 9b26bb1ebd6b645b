import { en } from './en.ts';

/** All texts of the page. A language is another object of this shape. */
export type Catalogue = Widened<typeof en>;

/** The shape of a catalogue without its English words, so that another language fits. */
type Widened<T> = T extends string
  ? string
  : T extends (...parameters: infer P) => string
    ? (...parameters: P) => string
    : { readonly [K in keyof T]: Widened<T[K]> };

const CATALOGUES: Readonly<Record<string, Catalogue>> = { en };

/** The language of the page: the first of the reader's that there is a catalogue for, else English. */
export const LANGUAGE = globalThis.navigator?.languages.map(languageOf).find((name) => name in CATALOGUES) ?? 'en';

/** The texts in the language of the page: `text.log.title`, or `text.log.entries(12)`. */
export const text: Catalogue = CATALOGUES[LANGUAGE] ?? en;

function languageOf(locale: string): string {
  return locale.split('-')[0] ?? locale;
}
