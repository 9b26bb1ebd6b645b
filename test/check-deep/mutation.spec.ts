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

  it('should count what no test comes across as not noticed, and leave out what is no program any more', async () => {
    const { scoreOf } = (await import(`${MUTATION}/scores.mjs`)) as {
      scoreOf: (mutants: readonly { status: string }[]) => object;
    };
    const statuses = ['Killed', 'Killed', 'Timeout', 'Survived', 'NoCoverage', 'RuntimeError', 'Ignored'];
    expect(scoreOf(statuses.map((status) => ({ status })))).toEqual({
      mutants: 5,
      killed: 2,
      timedOut: 1,
      survived: 1,
      uncovered: 1,
      invalid: 1,
      score: 60,
    });
  });
});
