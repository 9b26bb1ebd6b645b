import { readFileSync, writeFileSync } from 'node:fs';

const HEADS = {
  applications: [
    '| | Nest | TypeORM | platform | modules | PostgreSQL | pg | class-validator | TypeScript | Node | tests |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
  ],
  sql: ['| PostgreSQL | tests |', '|---|---|'],
};

/** One line of the table of applications: what has run, as it says itself. */
export function applicationRow(number, { platform, modules }, { passed, failed, ran }) {
  const name = { express: 'Express', fastify: 'Fastify', esm: 'ESM', commonjs: 'CommonJS' };
  const version = (of) => ran[of] ?? '?';
  const cells = [
    number,
    version('@nestjs/core'),
    version('typeorm'),
    name[platform],
    name[modules],
    version('postgres'),
    version('pg'),
    version('class-validator'),
    version('typescript'),
    version('node'),
    outcome({ passed, failed }),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** One line of the table of the tests of SQL. */
export function sqlRow(postgres, { passed, failed }) {
  return `| ${postgres} | ${outcome({ passed, failed })} |`;
}

function outcome({ passed, failed }) {
  return failed === 0 ? `${passed} passed` : `**${failed} failed**, ${passed} passed`;
}

/** Puts the tables between their marks in a page. @param tables rows by the name of the mark */
export function writeTables(page, tables) {
  let text = readFileSync(page, 'utf8');
  for (const [name, rows] of Object.entries(tables)) {
    const marked = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- end -->)`);
    if (!marked.test(text)) throw new Error(`${page} has no mark ${name}.`);
    text = text.replace(marked, (_, begin, end) => `${begin}\n${[...HEADS[name], ...rows].join('\n')}\n\n${end}`);
  }
  writeFileSync(page, text);
}
