import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './documents.ts';

/** The titles of the tests in a file, as they are written: `should refuse %s`, `${NAME}` where one is put in. */
export function titlesIn(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTest(node.expression)) titles.push(titleOf(node, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

/** `it(…)`, and `it.each(…)(…)` with its table before. */
function isTest(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return callee.text === 'it';
  return ts.isCallExpression(callee) && /^it\.each\b/.test(callee.expression.getText());
}

function titleOf({ arguments: [title] }: ts.CallExpression, source: ts.SourceFile): string {
  if (title === undefined) return '';
  return ts.isStringLiteralLike(title) ? title.text : title.getText(source).slice(1, -1);
}

/** Matches the titles that a test with this one has when it runs. */
export function patternOf(title: string): string {
  return title
    .split(/(%[sdifjop#%]|\$\{[^}]*\})/)
    .map((part, at) => (at % 2 === 1 ? '[^]*' : part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)))
    .join('');
}
