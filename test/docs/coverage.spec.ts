import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allDocuments, type Block, blocksOf, ROOT } from './support/documents.ts';
import { isNamed, NOT_RUN, RUN_ELSEWHERE } from './support/not-run.ts';
import { titlesIn } from './support/spec-titles.ts';

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Drawings, which are no code. */
const PICTURES = ['mermaid'];
const BLOCKS = allDocuments()
  .flatMap(blocksOf)
  .filter(({ language }) => !PICTURES.includes(language));

/** Which test runs the blocks of a document and a language, where no list says something else. */
function specOf({ document, language }: Block): string | undefined {
  if (document === 'docs/first-steps.md') return 'first-steps';
  if (document === 'docs/guides/querying.md') return 'querying';
  if (document === 'docs/guides/operating.md' && language === 'yaml') return 'operating';
  if (language === 'ts') return document === 'README.md' ? 'readme' : 'typescript';
  return language === 'sh' ? 'commands' : undefined;
}

const isListed = (block: Block): boolean => [...NOT_RUN, ...RUN_ELSEWHERE].some((named) => isNamed(named, block));

describe('the blocks of all documents', () => {
  it('should be many', () => {
    expect(BLOCKS.length).toBeGreaterThan(100);
  });

  it('should each be run by a test, or be listed with a reason', () => {
    const left = BLOCKS.filter((block) => !isListed(block) && specOf(block) === undefined);
    expect(left.map(({ document, line }) => `${document}:${line}`)).toEqual([]);
  });

  it.each([...NOT_RUN, ...RUN_ELSEWHERE].map((named) => [named.document, named.begins, named] as const))(
    'should be listed once and be there: %s %s',
    (_document, _begins, named) => {
      const found = BLOCKS.filter((block) => isNamed(named, block));
      expect(found.map(({ document, line }) => `${document}:${line}`)).toHaveLength(1);
    },
  );

  it.each(RUN_ELSEWHERE.map(({ by: { file, title } }) => [file, title]))('should be run by %s › %s', (file, title) => {
    expect(titlesIn(file)).toContain(title);
    expect(file.startsWith('test/docs/') || scripts['test:docs']!.includes(file)).toBe(true);
  });

  it('should not be left out where they can be run', () => {
    const left = BLOCKS.filter((block) => NOT_RUN.some((named) => isNamed(named, block)));
    expect(left.filter(({ code }) => /\bcurl |\baudit:|\bSELECT [^]*\baudit_logs\b/.test(code))).toEqual([]);
    expect(NOT_RUN.filter(({ reason }) => reason.length < 10)).toEqual([]);
    expect(NOT_RUN.length).toBeLessThanOrEqual(13);
  });
});
