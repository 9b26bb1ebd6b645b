import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { AUDIT_OPTIONS } from '../../src/audit/audit.module-definition.ts';
import { Environment } from '../../src/config/environment.ts';
import { readmeModule } from '../fixture/readme-app.ts';
import { createEmptyDatabase } from '../support/database.ts';
import { journalInTemp } from '../support/journal.ts';
import { LogReader } from '../support/log-reader.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(resolve(ROOT, path), 'utf8');

/** The marked parts of the fixture, without their indentation. */
function snippets(): readonly string[] {
  const parts = read('test/fixture/readme-app.ts').matchAll(/^( *)\/\/ README: \w[\w-]*\n([^]*?)^ *\/\/ README: end/gm);
  return [...parts].map(([, indent = '', code = '']) => code.replaceAll(new RegExp(`^${indent}`, 'gm'), '').trimEnd());
}

describe('README.md', () => {
  const readme = read('README.md');

  it('should show code that is compiled and run here', () => {
    expect(snippets()).toHaveLength(4);
    for (const snippet of snippets()) expect(readme).toContain(snippet);
  });

  it('should add a log to an application that has none', async () => {
    const database = await createEmptyDatabase();
    const module = await Test.createTestingModule({ imports: [readmeModule(database.url)] })
      .overrideProvider(AUDIT_OPTIONS) // the journal would be made in the working directory
      .useValue({ journal: journalInTemp() })
      .compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    await app.init();
    const instance = app.getHttpAdapter().getInstance();
    await instance.ready();
    await app.inject({ method: 'POST', url: '/invoices', payload: { customer: 'Ada' } });
    expect(await new LogReader(app).only()).toMatchObject({
      category: 'invoicing',
      resourceId: 'invoice-Ada',
      description: 'An anonymous caller created invoice for Ada',
    });
    expect((await app.inject('/audit-logs')).statusCode).toBe(403);
    await app.close();
    await database.drop();
  });

  it('should have every setting in its table, with its default', () => {
    const defaults = Object.entries(new Environment());
    expect(defaults.length).toBeGreaterThan(10);
    for (const [name, value] of defaults) {
      const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
      const shown = name === 'DATA_DIR' ? '.data' : value;
      const isUnset = shown === undefined || shown === false;
      expect(row).toContain(isUnset ? '| – |' : `| \`${String(shown)}\` |`);
    }
  });

  it('should have a file of settings to copy that names all of them', () => {
    const named = [...read('.env.example').matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name = '']) => name);
    expect(named.toSorted()).toEqual(Object.keys(new Environment()).toSorted());
  });

  it('should name folders that exist', () => {
    const folders = [...readme.matchAll(/^\| `([\w./]+\/)` \|/gm)].map(([, folder = '']) => folder);
    expect(folders.length).toBeGreaterThan(5);
    for (const folder of folders) expect(() => readFileSync(resolve(ROOT, folder))).toThrow('EISDIR');
  });
});
