import { join } from 'node:path';
import { defineConfig } from 'vite';

/** Where the application runs while the page is developed. */
const SERVER = process.env['AUDIT_SERVER'] ?? 'http://127.0.0.1:3000';

/** What changes least often, and apart from the page, so that browsers keep it when a new page is served. */
const LIBRARIES =
  /node_modules[\\/](react|react-dom|scheduler|react-router|@tanstack|@mantine[\\/](core|hooks|store))[\\/]/;

export default defineConfig({
  root: import.meta.dirname,
  // The server puts another number there in each answer, for the styles that the page itself adds.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: join(import.meta.dirname, '..', 'dist', 'web'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { advancedChunks: { groups: [{ name: 'libraries', test: LIBRARIES }] } } },
  },
  server: { proxy: { '/api': SERVER, '/docs': SERVER } },
  preview: { proxy: { '/api': SERVER, '/docs': SERVER } },
});
