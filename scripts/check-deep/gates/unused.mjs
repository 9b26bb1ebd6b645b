import { program, run } from '../run.mjs';
import { failed, passed } from './result.mjs';

/** Files, exports and dependencies that nobody uses; `knip.jsonc` says what it can't see. */
export const unused = {
  name: 'unused code',
  demands: 'knip finds no file, export or dependency that nobody uses',
  async run() {
    const { status, out, errors } = await run([program('knip'), '--no-progress']);
    return status === 0 ? passed('nothing is unused') : failed('knip finds something', out + errors);
  },
};
