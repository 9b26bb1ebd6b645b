import { createTestDatabase } from '../support/database.ts';
import { run, separate, TestLogin } from '../support/log-roles.ts';
import { blocksOf, readDocument } from './support/documents.ts';

describe('docs/append-only.md', () => {
  it('should let the application write and read, and its maintenance maintain', async () => {
    const database = await createTestDatabase();
    await separate(database.url);
    const [app, maintenance] = [await TestLogin.create(database.url), await TestLogin.create(database.url)];
    const grants = blocksOf(readDocument('docs/append-only.md')).find(({ code }) => code.startsWith('GRANT'))!.code;
    await run(database.url, [
      grants.replaceAll(/\bapp_maintenance\b/g, maintenance.name).replaceAll(/\bapp\b/g, app.name),
    ]);
    const rights = `SELECT pg_has_role('audit_writer', 'USAGE') AS writes, pg_has_role('audit_reader', 'USAGE') AS reads,
      pg_has_role('audit_maintainer', 'USAGE') AS maintains, pg_has_role('audit_owner', 'USAGE') AS owns`;
    const of = { app: await app.query(rights), maintenance: await maintenance.query(rights) };
    expect(of).toEqual({
      app: [{ writes: true, reads: true, maintains: false, owns: false }],
      maintenance: [{ writes: false, reads: true, maintains: true, owns: false }],
    });
    await Promise.all([app.remove(), maintenance.remove()]);
    await database.drop();
  });
});
