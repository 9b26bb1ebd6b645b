import { setParameter, type UrlCodec } from '../parts/url-state.ts';

/** How many items a page of a list has. */
export const PAGE_LIMIT = 50;

/** Which page of a list is shown, from 1: `?page=2`. */
export const PAGE_NUMBER: UrlCodec<number> = {
  read(parameters) {
    const page = Number(parameters.get('page'));
    return Number.isInteger(page) && page > 1 ? page : 1;
  },
  write(page, parameters) {
    setParameter(parameters, 'page', page > 1 ? String(page) : undefined);
  },
};

/** A parameter that is one of a few words, or is not there: `?kind=bank`. It begins at the first page again. */
export function choice<Word extends string>(name: string, words: readonly Word[]): UrlCodec<Word | undefined> {
  return {
    read: (parameters) => words.find((word) => word === parameters.get(name)),
    write(word, parameters) {
      setParameter(parameters, name, word);
      parameters.delete('page');
    },
  };
}
