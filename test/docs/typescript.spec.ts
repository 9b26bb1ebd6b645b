import { allDocuments } from './support/documents.ts';
import { documentsWithTypeScript, faultsOf, writeModule } from './support/typescript-modules.ts';

const DOCUMENTS = documentsWithTypeScript(allDocuments());

describe('the TypeScript of the documents', () => {
  const wrong = { path: 'wrong.md', text: "```ts\nimport { Audited } from 'nestjs-audit-log';\nAudited(7);\n```\n" };
  const modules = new Map([...DOCUMENTS, wrong].map((document) => [document.path, writeModule(document)]));
  let faults: ReturnType<typeof faultsOf>;
  beforeAll(() => {
    faults = faultsOf([...modules.values()]);
  }, 120_000);

  it.each(DOCUMENTS.map(({ path }) => path))('should compile against the library: %s', (path) => {
    expect(faults.get(modules.get(path)!)).toEqual([]);
  });

  it('should notice what does not compile', () => {
    expect(faults.get(modules.get(wrong.path)!)).toEqual([expect.stringContaining("'number' is not assignable")]);
  });
});
