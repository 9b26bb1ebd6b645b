import ts from 'typescript';
import { sourceFilesBelow } from '../../architecture/source-graph.ts';

/** What is found in the sources below a folder. */
interface Sources {
  readonly files: readonly ts.SourceFile[];
  /** Functions by their name, for what a literal takes from them: `{ ...jobMetadata(job) }`. */
  readonly functions: ReadonlyMap<string, ts.FunctionDeclaration>;
}

/** The names of the parts of `metadata` that the sources below a folder write into entries. */
export function metadataPartsIn(folder: string): ReadonlySet<string> {
  const files = sourceFilesBelow(folder)
    .filter(({ path }) => !/\/testing\/|\/reading\/selection\//.test(path)) // they read metadata, or name its column
    .map(({ path, text }) => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  const functions = new Map<string, ts.FunctionDeclaration>();
  for (const file of files) {
    for (const statement of file.statements) {
      if (ts.isFunctionDeclaration(statement) && statement.name) functions.set(statement.name.text, statement);
    }
  }
  const parts = new Set<string>();
  for (const file of files) visit(file, { files, functions }, parts);
  return parts;
}

function visit(node: ts.Node, sources: Sources, parts: Set<string>): void {
  if (ts.isPropertyAssignment(node) && node.name.getText() === 'metadata') {
    for (const name of namesOf(node.initializer, sources)) parts.add(name);
  }
  if (ts.isVariableDeclaration(node) && node.name.getText() === 'metadata' && node.initializer !== undefined) {
    for (const name of namesOf(node.initializer, sources)) parts.add(name);
  }
  if (ts.isElementAccessExpression(node) && node.expression.getText() === 'metadata' && isWritten(node)) {
    for (const name of literalsIn(node.argumentExpression)) parts.add(name);
  }
  ts.forEachChild(node, (child) => visit(child, sources, parts));
}

function isWritten({ parent }: ts.Node): boolean {
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

/** The properties of the object that an expression gives, whichever way: its own, not those of objects inside. */
function namesOf(node: ts.Node, sources: Sources): readonly string[] {
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.flatMap((property) =>
      ts.isSpreadAssignment(property) ? namesOf(property.expression, sources) : [property.name?.getText() ?? ''],
    );
  }
  if (ts.isCallExpression(node)) {
    const called = sources.functions.get(node.expression.getText());
    return called === undefined ? [] : returnsOf(called).flatMap((each) => namesOf(each, sources));
  }
  if (ts.isArrowFunction(node)) return namesOf(node.body, sources);
  if (ts.isBlock(node)) return returnsOf(node).flatMap((each) => namesOf(each, sources));
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return namesOf(node.expression, sources);
  if (ts.isConditionalExpression(node))
    return [node.whenTrue, node.whenFalse].flatMap((each) => namesOf(each, sources));
  if (ts.isBinaryExpression(node)) return [node.left, node.right].flatMap((each) => namesOf(each, sources));
  return [];
}

function returnsOf(node: ts.Node): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  const look = (each: ts.Node): void => {
    if (ts.isReturnStatement(each) && each.expression !== undefined) found.push(each.expression);
    ts.forEachChild(each, look);
  };
  look(node);
  return found;
}

function literalsIn(node: ts.Node): readonly string[] {
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(literalsIn);
  return ts.isStringLiteral(node) ? [node.text] : [];
}

/** The members of an interface of the library. */
export function membersOf(path: string, name: string): readonly string[] {
  const [source] = sourceFilesBelow(path.replace(/\/[^/]*$/, '')).filter((file) => file.path === path);
  const file = ts.createSourceFile(path, source!.text, ts.ScriptTarget.Latest, true);
  const found = file.statements.filter(ts.isInterfaceDeclaration).find((each) => each.name.text === name);
  return found!.members.map((member) => member.name!.getText());
}
