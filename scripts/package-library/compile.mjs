import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What TypeScript leaves in declarations: it rewrites the suffixes of imports in programs only. */
const SUFFIX = /((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]+)\.ts(?=['"])/g;

/**
 * Compiles `src/audit` as the application's build does, with the Swagger plugin, so that the OpenAPI document of whoever
 * uses the package describes the library's routes. Without source maps: the sources are not part of the package.
 * @param {string} root folder of the project
 * @param {{ readonly workshop: string, readonly output: string }} folders for the configuration, and for what is made
 * @throws {Error} with all the compiler said
 */
export function compile(root, { workshop, output }) {
  const library = join(root, 'src', 'audit');
  const config = join(workshop, 'tsconfig.json');
  const compilerOptions = {
    rootDir: library,
    outDir: output,
    incremental: false,
    pretty: false,
    declaration: true,
    sourceMap: false,
    removeComments: false, // they are the documentation that editors show
  };
  const exclude = [join(root, 'node_modules'), join(library, '**', '*.spec.ts')];
  writeFileSync(
    config,
    JSON.stringify({ extends: join(root, 'tsconfig.build.json'), compilerOptions, include: [library], exclude }),
  );
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  run(root, [nest, 'build', '--path', relative(root, config)]);
  rmSync(config);
  rewriteDeclarations(output);
}

/**
 * Builds the web page that the library mounts, where `src/audit/page` looks for it.
 * @param {string} root folder of the project
 * @param {string} output folder of the compiled library
 * @throws {Error} with all the compiler said
 */
export function compilePage(root, output) {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const place = ['--mode', 'audit-page', '--outDir', join(output, 'page', 'web')];
  run(root, [vite, 'build', join(root, 'web'), ...place, '--logLevel', 'error']);
}

function run(root, command) {
  const env = { ...process.env, NODE_ENV: 'production' };
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`The library does not compile:\n${stdout}${stderr}`);
}

function rewriteDeclarations(folder) {
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue;
    const path = join(folder, name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(SUFFIX, '$1.js'));
  }
}
