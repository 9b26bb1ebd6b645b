import { jsonBytes } from '../json.ts';
import { Remembered } from './remembered.ts';

/** What is to be known of the name of a field before its value is looked at. */
export interface FieldName {
  /** The name without secrets, of a bounded length. */
  readonly shown: string;
  /** How many bytes of UTF-8 that takes as JSON. */
  readonly bytes: number;
  /** Whether its value is a secret, by the name alone. */
  readonly isSecret: boolean;
}

/** What reads a name. */
export interface NameReader {
  line(text: string, maxLength: number): string;
  isSecretKey(name: string): boolean;
}

const NAME_LENGTH = 200;

/** Names as they were read: the same few come with every request. */
export class FieldNames {
  readonly #reader: NameReader;
  readonly #known = new Remembered((name) => this.#look(name));

  constructor(reader: NameReader) {
    this.#reader = reader;
  }

  read(name: string): FieldName {
    return this.#known.of(name);
  }

  #look(name: string): FieldName {
    const shown = this.#reader.line(name, NAME_LENGTH);
    const isSecret = this.#reader.isSecretKey(name) || (shown !== name && this.#reader.isSecretKey(shown));
    return { shown, bytes: jsonBytes(shown), isSecret };
  }
}
