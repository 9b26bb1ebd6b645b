import { resolve } from 'node:path';
import { sourceFilesBelow } from '../architecture/source-graph.ts';

interface Area {
  readonly name: string;
  readonly mutate: readonly string[];
  readonly specs: readonly string[];
}

const MUTATION = resolve(import.meta.dirname, '../../scripts/check-deep/mutation');

describe('the areas of mutation', () => {
  let AREAS: readonly Area[];
  let NOT_MUTATED: Readonly<Record<string, string>>;
  let areasOf: (place: string) => readonly Area[];
  let covers: (glob: string, path: string) => boolean;
  beforeAll(async () => {
    ({ AREAS, NOT_MUTATED, areasOf, covers } = (await import(`${MUTATION}/areas.mjs`)) as {
      AREAS: typeof AREAS;
      NOT_MUTATED: typeof NOT_MUTATED;
      areasOf: typeof areasOf;
      covers: typeof covers;
    });
  });
  const namesOf = (pattern: string): readonly string[] => areasOf(pattern).map(({ name }) => name);

  it('should have every file of the library once, or say why not', () => {
    const files = sourceFilesBelow('src/audit').map(({ path }) => path);
    expect(files.length).toBeGreaterThan(200);
    const places = files.map((path) => ({
      path,
      times:
        AREAS.filter(({ mutate }) => mutate.some((glob) => covers(glob, path))).length +
        Object.keys(NOT_MUTATED).filter((glob) => covers(glob, path)).length,
    }));
    expect(places.filter(({ times }) => times !== 1)).toEqual([]);
  });

  it('should be found by a file, a folder, or a folder of folders', () => {
    const lines = 'src/audit/delivery/journal/frame.ts:10-20';
    expect(areasOf(lines)).toEqual([expect.objectContaining({ name: 'delivery/journal: frames', mutate: [lines] })]);
    expect(namesOf('src/audit/delivery/journal/')).toEqual([
      'delivery/journal: frames',
      'delivery/journal: lock',
      'delivery/journal: segments',
    ]);
    expect(namesOf('src/audit')).toEqual(AREAS.map(({ name }) => name));
    expect(namesOf('src/audit/entry/nothing-like-it')).toEqual([]);
    expect(namesOf('src/users')).toEqual([]);
  });
});

describe('the score of mutation', () => {
  interface Score {
    readonly mutants: number;
    readonly of: number;
    readonly score: number;
    readonly margin: number;
  }
  let scoreOf: (mutants: readonly { status: string }[], of?: number) => Score;
  let sumOf: (scores: readonly Score[]) => Score;
  beforeAll(async () => {
    ({ scoreOf, sumOf } = (await import(`${MUTATION}/scores.mjs`)) as { scoreOf: typeof scoreOf; sumOf: typeof sumOf });
  });
  const mutants = (killed: number, survived: number): readonly { status: string }[] =>
    [...Array<string>(killed).fill('Killed'), ...Array<string>(survived).fill('Survived')].map((status) => ({
      status,
    }));

  it('should count what no test comes across as not noticed, and leave out what is no program any more', () => {
    const statuses = ['Killed', 'Killed', 'Timeout', 'Survived', 'NoCoverage', 'RuntimeError', 'Ignored'];
    expect(scoreOf(statuses.map((status) => ({ status })))).toEqual({
      mutants: 5,
      killed: 2,
      timedOut: 1,
      survived: 1,
      uncovered: 1,
      invalid: 1,
      score: 60,
      of: 5,
      margin: 0,
    });
  });

  it('should say how far off a sample may be: the less, the more were tried', () => {
    const [few, many, nearlyAll] = [
      scoreOf(mutants(8, 2), 1000),
      scoreOf(mutants(80, 20), 1000),
      scoreOf(mutants(80, 20), 101),
    ];
    expect([few.score, many.score, nearlyAll.score]).toEqual([80, 80, 80]);
    expect(few.margin).toBeCloseTo(26.7, 0);
    expect(many.margin).toBeCloseTo(7.5, 0);
    expect(nearlyAll.margin).toBeLessThan(1);
    expect(scoreOf(mutants(5, 0), 1000).margin).toBeGreaterThan(20);
  });

  it('should weigh each area by how many mutants it has, not by how many were tried', () => {
    const all = sumOf([scoreOf(mutants(90, 10)), scoreOf(mutants(5, 5), 900)]);
    expect(all).toMatchObject({ mutants: 110, of: 1000 });
    expect(all.score).toBeCloseTo(0.1 * 90 + 0.9 * 50);
    expect(all.margin).toBeGreaterThan(20);
    const allTried = sumOf([scoreOf(mutants(90, 10)), scoreOf(mutants(10, 90))]);
    expect(allTried).toMatchObject({ margin: 0 });
    expect(allTried.score).toBeCloseTo(50);
  });
});

describe('a sample of mutants', () => {
  let isDrawn: (mutant: object, oneIn: number) => boolean;
  beforeAll(async () => {
    ({ isDrawn } = (await import(`${MUTATION}/drawn.mjs`)) as { isDrawn: typeof isDrawn });
  });
  const mutant = (line: number, fileName = 'src/audit/index.ts'): object => ({
    fileName,
    location: { start: { line, column: 1 }, end: { line, column: 9 } },
    mutatorName: 'BooleanLiteral',
    replacement: 'false',
  });
  const drawn = (oneIn: number): readonly number[] =>
    Array.from({ length: 4000 }, (_, line) => line).filter((line) => isDrawn(mutant(line), oneIn));

  it('should have about one of as many as asked for, and all for one of one', () => {
    expect(drawn(1)).toHaveLength(4000);
    expect(drawn(20).length).toBeGreaterThan(150);
    expect(drawn(20).length).toBeLessThan(250);
  });

  it('should be a part of each larger one', () => {
    expect(drawn(20)).toEqual(expect.arrayContaining([...drawn(60)]));
  });

  it('should be the same for the whole path of a file', () => {
    const path = resolve(import.meta.dirname, '../../src/audit/index.ts');
    const lines = Array.from({ length: 100 }, (_, line) => line);
    expect(lines.map((line) => isDrawn(mutant(line, path), 3))).toEqual(lines.map((line) => isDrawn(mutant(line), 3)));
  });
});
