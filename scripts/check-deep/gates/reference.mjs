import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, run } from '../run.mjs';
import { failed, passed } from './result.mjs';

/** The reference of routes and exports. */
export const reference = {
  name: 'reference',
  demands: 'docs/api is what code and docstrings say, without warnings',
  async run() {
    const { status, errors } = await run([process.execPath, 'scripts/docs-api.mjs', '--check']);
    if (status !== 0) return failed('it is not', errors);
    const pages = await readdir(join(ROOT, 'docs', 'api'), { recursive: true });
    return passed(`${pages.filter((page) => page.endsWith('.md')).length} pages`);
  },
};
