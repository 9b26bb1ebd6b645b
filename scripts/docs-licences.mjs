// Behind `npm run docs:licences`: writes docs/licences.md.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { licencesDocument, shippedPackages } from './licences/licences.mjs';

const ROOT = join(import.meta.dirname, '..');
await writeFile(join(ROOT, 'docs', 'licences.md'), licencesDocument(await shippedPackages(ROOT)));
