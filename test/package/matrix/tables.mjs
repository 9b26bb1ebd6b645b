import { readFileSync, writeFileSync } from 'node:fs';

const NAMES = { express: 'Express', fastify: 'Fastify', esm: 'ESM', commonjs: 'CommonJS' };

/** What has run, as it says itself, behind the number of its row. */
export function applicationCells({ platform, modules }, { ran, ...ended }) {
  const version = (of) => ran[of] ?? '?';
  return [
    version('@nestjs/core'),
    version('typeorm'),
    NAMES[platform],
    NAMES[modules],
    version('postgres'),
    version('pg'),
    version('class-validator'),
    version('typescript'),
    version('node'),
    outcome(ended),
  ];
}

/** How many tests passed, and how many did not. */
export function outcome({ passed, failed }) {
  return failed === 0 ? `${passed} passed` : `**${failed} failed**, ${passed} passed`;
}

/**
 * Puts a row into a table of a page, in the place of the one that has the same first cell.
 * @param {string} page
 * @param {string} table the mark that stands before it
 * @param {readonly string[]} cells
 */
export function writeRow(page, table, cells) {
  const text = readFileSync(page, 'utf8');
  const found = new RegExp(`(<!-- ${table} -->\\n\\n\\|.*\\n\\|.*\\n)((?:\\|.*\\n)*)`).exec(text);
  if (found === null) throw new Error(`${page} has no table ${table}.`);
  const [whole, head, body] = found;
  const rows = new Map(body.split('\n').map((row) => [nameOf(row), row]));
  rows.delete(undefined);
  rows.set(cells[0], `| ${cells.join(' | ')} |`);
  const sorted = [...rows].toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  writeFileSync(
    page,
    text.replace(whole, () => `${head}${sorted.map(([, row]) => `${row}\n`).join('')}`),
  );
}

function nameOf(row) {
  return /^\| (.*?) \|/.exec(row)?.[1];
}
