import { completionsAt, type QueryField } from './completion.ts';

function field(name: string, values: readonly string[]): QueryField {
  return {
    name,
    meaning: `about ${name}`,
    kind: 'open',
    operators: [],
    example: '',
    values: [...values],
    valuesAreComplete: true,
  };
}

const FIELDS = [field('action', ['login', 'logout']), field('actor', ['user']), field('user', ['Ada Lovelace', 'bob'])];

/** The caret stands at `|`. */
function complete(marked: string): readonly string[] {
  const caret = marked.indexOf('|');
  return completionsAt(marked.replace('|', ''), caret, FIELDS).map(
    (each) => `${each.query.slice(0, each.caret)}|${each.query.slice(each.caret)}`,
  );
}

describe(completionsAt, () => {
  it.each<[marked: string, completions: readonly string[]]>([
    ['|', ['action:|', 'actor:|', 'user:|']],
    ['AC|', ['action:|', 'actor:|']],
    ['-u|', ['-user:|']],
    ['x us|er y', ['x user:| y']],
    ['action:|', ['action:login |', 'action:logout |']],
    ['action:login,logo|', ['action:login,logout |']],
    ['-action:(login, |)', ['-action:(login, login|)', '-action:(login, logout|)']],
    ['user:ad|', ['user:"Ada Lovelace" |']],
    ['user:"ad|', ['user:"Ada Lovelace" |']],
    ['nothing:|', []],
    ['"quoted te|', ['']],
  ])('should complete %s', (marked, completions) => {
    expect(complete(marked)).toEqual(completions.filter((each) => each !== ''));
  });
});
