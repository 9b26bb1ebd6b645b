import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a block of commands has said and how its last command ended. */
export interface Said {
  readonly output: string;
  readonly errors: string;
  readonly code: number;
}

/** One shell in which the blocks of a document are run one after the other, as a reader does: variables stay. */
export class ShellSession {
  readonly #shell: ChildProcessWithoutNullStreams;
  #output = '';
  #errors = '';
  #blocks = 0;

  /** @param environment all it gets besides PATH and HOME, which is its working directory unless told otherwise */
  constructor(environment: Readonly<Record<string, string>>, { home, cwd = home }: { home: string; cwd?: string }) {
    const env = { PATH: process.env.PATH, HOME: home, ...environment };
    this.#shell = spawn('bash', ['--noprofile', '--norc'], { cwd, env });
    this.#shell.stdout.setEncoding('utf8').on('data', (text) => (this.#output += String(text)));
    this.#shell.stderr.setEncoding('utf8').on('data', (text) => (this.#errors += String(text)));
  }

  async run(code: string): Promise<Said> {
    this.#blocks += 1;
    const end = new RegExp(`\\n<<end ${this.#blocks} (\\d+)>>\\n`);
    this.#output = this.#errors = '';
    this.#shell.stdin.write(`${code}\nprintf '\\n<<end %d %d>>\\n' ${this.#blocks} $?\n`);
    for (;;) {
      const match = end.exec(this.#output);
      if (match !== null) {
        return { output: this.#output.slice(0, match.index), errors: this.#errors, code: Number(match[1]) };
      }
      if (this.#shell.exitCode !== null) throw new Error(`The shell has ended: ${this.#errors}`);
      await once(this.#shell.stdout, 'data');
    }
  }

  async close(): Promise<void> {
    const ended = once(this.#shell, 'exit');
    this.#shell.stdin.end();
    await ended;
  }
}
