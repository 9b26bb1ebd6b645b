import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Where the application runs while the page is developed. */
const SERVER = process.env['AUDIT_SERVER'] ?? 'http://127.0.0.1:3000';

/** What changes least often, and apart from the page, so that browsers keep it when a new page is served. */
const LIBRARIES =
  /node_modules[\\/](react|react-dom|scheduler|react-router|@tanstack[\\/]query-core|@tanstack[\\/]react-query)[\\/]/;

/** `--mode audit-page`: the page that other applications mount, wherever in them. */
const MOUNTED = 'audit-page';

export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  base: mode === MOUNTED ? './' : '/',
  // The server puts another number there in each answer, for the styles that the page itself adds.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: join(import.meta.dirname, '..', 'dist', mode === MOUNTED ? 'audit-page' : 'web'),
    emptyOutDir: true,
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'], // the first with light-dark()
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: join(import.meta.dirname, mode === MOUNTED ? 'audit-page.html' : 'index.html'),
      output: { codeSplitting: { groups: [{ name: 'libraries', test: LIBRARIES }] } },
    },
  },
  plugins: [oneDocument(), compressed()],
  server: { proxy: { '/api': SERVER, '/docs': SERVER } },
}));

/** The document is `index.html`, whichever page it is of. */
function oneDocument(): Plugin {
  return {
    name: 'one-document',
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) if (file.fileName.endsWith('.html')) file.fileName = 'index.html';
    },
  };
}

/** Puts `x.js.br` and `x.js.gz` beside `x.js`: the server sends them as they are, and compresses nothing itself. */
function compressed(): Plugin {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const files = Object.keys(bundle).filter((name) => /\.(js|css|svg)$/.test(name));
      for (const name of files) {
        const content = await readFile(join(dir, name));
        await writeFile(join(dir, `${name}.br`), await promisify(brotliCompress)(content, { params }));
        await writeFile(join(dir, `${name}.gz`), await promisify(gzip)(content, { level: 9 }));
      }
    },
  };
}
