import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { blocksOf, type Document, readDocument, ROOT } from './documents.ts';

/** Where the modules are written: below `node_modules`, so that packages are found from there. */
const FOLDER = join(ROOT, 'node_modules', '.cache', 'docs-snippets');
const COMPILER = join(ROOT, 'node_modules', 'typescript7', 'bin', 'tsc');
const PACKAGE = 'nestjs-audit-log';

/** What documents that show parts only leave out. */
const PREAMBLES: Readonly<Record<string, string>> = {
  'docs/append-only.md': `import { auditMigrations, auditRoleMigrations } from '${PACKAGE}';\n`,
  'src/audit/README.md': `import { AuditedEntity, AuditModule, type AuditPolicyRule, expectAudit, mountAuditPage } from '${PACKAGE}';
import type { INestApplication } from '@nestjs/common';
import { Column, Entity, PrimaryColumn } from 'typeorm';
declare const app: INestApplication;\n`,
};

/** The documents whose TypeScript is taken out, put together block by block as one module, and compiled. */
export function documentsWithTypeScript(documents: readonly Document[]): readonly Document[] {
  return documents.filter((document) => document.path !== 'README.md' && codeOf(document) !== '');
}

function codeOf(document: Document): string {
  return blocksOf(document)
    .filter(({ language }) => language === 'ts')
    .map(({ code }) => code)
    .join('\n');
}

/** Writes the module of a document. @returns its path */
export function writeModule(document: Document): string {
  const code = (PREAMBLES[document.path] ?? '') + codeOf(document);
  const library = relative(FOLDER, join(ROOT, 'src', 'audit', 'index.ts'));
  const text = `${code.replaceAll(`'${PACKAGE}'`, `'${library}'`)}\nexport { ${declaredIn(code).join(', ')} };\n`;
  mkdirSync(FOLDER, { recursive: true });
  write('package.json', '{ "type": "module" }');
  return write(`${document.path.replaceAll(/[/.]/g, '-')}.ts`, text);
}

/** Several workers may write the same at once. */
function write(name: string, text: string): string {
  const path = join(FOLDER, name);
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
  return path;
}

/** Classes, functions and constants that the code declares and does not export by itself. */
function declaredIn(code: string): readonly string[] {
  const { statements } = ts.createSourceFile('code.ts', code, ts.ScriptTarget.Latest, true);
  return statements.flatMap((statement) => {
    if (ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement)) return [statement.name!.text];
    if (!ts.isVariableStatement(statement) || /^declare\b/.test(statement.getText())) return [];
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  });
}

/** What a guide declares, once it is compiled and run: `guide('add')` is `docs/guides/add.md`. */
export async function guide<Declared>(name: string): Promise<Declared> {
  return (await import(writeModule(readDocument(`docs/guides/${name}.md`)))) as Declared;
}

/** Compiles modules as strictly as the project, by its compiler. @returns what is wrong, by the path of the module */
export function faultsOf(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const compilerOptions = { noEmit: true, incremental: false, allowImportingTsExtensions: true, rootDir: ROOT };
  const config = { extends: relative(FOLDER, join(ROOT, 'tsconfig.json')), compilerOptions, include: [], files: paths };
  const project = write(`tsconfig.${process.pid}.json`, JSON.stringify(config));
  const { stdout } = spawnSync(process.execPath, [COMPILER, '-p', project, '--pretty', 'false'], { cwd: FOLDER });
  rmSync(project);
  const faults = String(stdout).matchAll(/^(\S+)\(\d+,\d+\): error (.*)$/gm);
  const found = [...faults].map(([, path, fault]) => [resolve(FOLDER, path!), fault!] as const);
  return new Map(paths.map((path) => [path, found.filter(([where]) => where === path).map(([, fault]) => fault)]));
}
