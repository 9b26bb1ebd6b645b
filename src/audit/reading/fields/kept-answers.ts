/** Most answers that are kept. */
const MOST = 500;

/** Answers that are given again for a while, and to all who ask while they are being found. */
export class KeptAnswers<T> {
  readonly #answers = new Map<string, { readonly answer: Promise<T>; readonly until: number }>();
  readonly #keepMs: number;

  /** @param keepMs How long an answer is as good as a new one, in milliseconds. */
  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /**
   * @param now The present time, in milliseconds.
   * @throws whatever `find` throws, which is not kept
   */
  get(question: string, now: number, find: () => Promise<T>): Promise<T> {
    const kept = this.#answers.get(question);
    if (kept !== undefined && kept.until > now && kept.until <= now + this.#keepMs) return kept.answer;
    const answer = find();
    this.#answers.delete(question);
    this.#answers.set(question, { answer, until: now + this.#keepMs });
    answer.catch(() => this.#forget(question, answer));
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MOST && oldest !== undefined) this.#answers.delete(oldest);
    return answer;
  }

  #forget(question: string, answer: Promise<T>): void {
    if (this.#answers.get(question)?.answer === answer) this.#answers.delete(question);
  }
}
