import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { hostModulesDocument } from './host-modules-document.ts';
import { createInventoryApp } from './inventory-app.ts';

/** Writes the document; the script `host-modules.mjs` builds the application and runs this. */
await writeFile('docs/host-modules.md', hostModulesDocument(await createInventoryApp()));
