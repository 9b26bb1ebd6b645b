import { readDocument, sectionOf } from './documents.ts';

export const COMPLIANCE = 'docs/compliance.md';

/** A test that a claim of `docs/compliance.md` rests on. */
export interface NamedTest {
  /** Path from the root of the project. */
  readonly file: string;
  /** As it is written in the file. */
  readonly title: string;
}

/** What the document calls a proof: a name, and the tests that it consists of. */
export interface Proof {
  readonly name: string;
  readonly tests: readonly NamedTest[];
}

/** The proofs of the document. A line that is none of its forms is a mistake. */
export function proofs(): readonly Proof[] {
  const [, ...parts] = sectionOf(readDocument(COMPLIANCE), '## Proofs').split(/^### /m);
  return parts.map((part) => {
    const [name = '', ...lines] = part.trim().split('\n');
    return { name, tests: lines.filter((line) => line.startsWith('- ')).map(namedTest) };
  });
}

function namedTest(line: string): NamedTest {
  const [, file, title] = /^- `([\w./-]+)` › (.+)$/.exec(line) ?? [];
  if (file === undefined || title === undefined) throw new Error(`${COMPLIANCE}: this names no test: ${line}`);
  return { file, title };
}
