import type { DemoProgress } from './demo-seeder.ts';

const WIDTH = 30;

/** Shows progress: on a terminal as one bar that fills, elsewhere as a line now and then. */
export function progressBar(output: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>): (progress: DemoProgress) => void {
  return ({ done, total, day }) => {
    const filled = Math.round((done / total) * WIDTH);
    const bar = `[${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}] ${done}/${total} ${day}`;
    if (output.isTTY) output.write(`\r${bar}${done === total ? '\n' : ''}`);
    else if (done % 10 === 0 || done === total) output.write(`${bar}\n`);
  };
}
