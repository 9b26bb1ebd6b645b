import { AuditError } from '../../audit.errors.ts';
import type { Condition } from '../selection/condition.ts';
import { parseQuery } from './parse-query.ts';
import { QUERY_FIELD_NAMES, QUERY_FIELDS } from './query-fields.ts';

const NOW = new Date('2026-03-10T12:34:56.789Z');
const ID = '019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11';

const read = (text: string): readonly Condition[] => parseQuery(text, NOW).conditions;

function reasonFor(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    const { errors } = error.getResponse() as { errors: { field: string; reason: string }[] };
    return errors.map(({ field, reason }) => `${field}: ${reason}`).join('\n');
  }
  return 'nothing is wrong';
}

describe(parseQuery, () => {
  it.each<[text: string, conditions: readonly Condition[]]>([
    ['', []],
    ['  \n ', []],
    ['action:login', [{ kind: 'equals', field: 'actionType', values: ['login'] }]],
    ['ACTION:login', [{ kind: 'equals', field: 'actionType', values: ['login'] }]],
    ['action:login,logout', [{ kind: 'equals', field: 'actionType', values: ['login', 'logout'] }]],
    ['action:( login , "log out" )', [{ kind: 'equals', field: 'actionType', values: ['login', 'log out'] }]],
    ['-category:request', [{ kind: 'equals', field: 'category', values: ['request'], isNegated: true }]],
    ['severity:Critical', [{ kind: 'equals', field: 'severity', values: ['CRITICAL'] }]],
    ['status:FAILURE,error', [{ kind: 'equals', field: 'status', values: ['failure', 'error'] }]],
    ['actor:System', [{ kind: 'equals', field: 'actorType', values: ['system'] }]],
    ['user:"Ada \\"the first\\" \\\\ Lovelace"', [{ kind: 'user', values: ['Ada "the first" \\ Lovelace'] }]],
    ['user:100%_sure\\', [{ kind: 'user', values: ['100%_sure\\'] }]],
    ['resource:user', [{ kind: 'equals', field: 'resourceType', values: ['user'] }]],
    ['resource:user/a/b', [{ kind: 'resource', resources: [{ type: 'user', id: 'a/b' }] }]],
    ['resource:user/1,role', [{ kind: 'resource', resources: [{ type: 'user', id: '1' }, { type: 'role' }] }]],
    ['resource:billing%2Finvoice', [{ kind: 'equals', field: 'resourceType', values: ['billing/invoice'] }]],
    ['resource:a%2Fb/c%2Fd', [{ kind: 'resource', resources: [{ type: 'a/b', id: 'c%2Fd' }] }]],
    ['resourceid:42', [{ kind: 'equals', field: 'resourceId', values: ['42'] }]],
    ['error:E', [{ kind: 'equals', field: 'errorType', values: ['E'] }]],
    ['fingerprint:v2:0c', [{ kind: 'equals', field: 'errorFingerprint', values: ['v2:0c'] }]],
    [
      'request:r trace:t',
      [
        { kind: 'equals', field: 'requestId', values: ['r'] },
        { kind: 'equals', field: 'traceId', values: ['t'] },
      ],
    ],
    ['tenant:acme', [{ kind: 'equals', field: 'tenantId', values: ['acme'] }]],
    [`id:${ID.toUpperCase()}`, [{ kind: 'equals', field: 'id', values: [ID] }]],
    ['ip:10.1.,192.168.0.1', [{ kind: 'network', networks: ['10.1.0.0/16', '192.168.0.1'] }]],
    ['ip:2001:DB8::1', [{ kind: 'network', networks: ['2001:db8::1'] }]],
    ['has:error', [{ kind: 'wrong' }]],
    ['-has:Error', [{ kind: 'wrong', isNegated: true }]],
    ['has:tenant', [{ kind: 'equals', field: 'tenantId', values: [null], isNegated: true }]],
    ['-has:tenant', [{ kind: 'equals', field: 'tenantId', values: [null] }]],
    [
      'was refused',
      [
        { kind: 'text', text: 'was' },
        { kind: 'text', text: 'refused' },
      ],
    ],
    [
      '"was refused" -"by \\\\ hand"',
      [
        { kind: 'text', text: 'was refused' },
        { kind: 'text', text: 'by \\ hand', isNegated: true },
      ],
    ],
    ['"C:\\temp"', [{ kind: 'text', text: 'C:\\temp' }]],
    ['text:(locked)', [{ kind: 'text', text: 'locked' }]],
    [
      'a"b,c) or 12:30',
      [
        { kind: 'text', text: 'a"b,c)' },
        { kind: 'text', text: 'or' },
        { kind: 'text', text: '12:30' },
      ],
    ],
    [
      '"OR" ":x" :x',
      [
        { kind: 'text', text: 'OR' },
        { kind: 'text', text: ':x' },
        { kind: 'text', text: ':x' },
      ],
    ],
    ['10.1.', [{ kind: 'text', text: '10.1.', networks: ['10.1.0.0/16'] }]],
    ['-fe80::1', [{ kind: 'text', text: 'fe80::1', networks: ['fe80::1'], isNegated: true }]],
  ])('should understand %j', (text, conditions) => {
    expect(read(text)).toEqual(conditions);
  });

  it.each<[text: string, from: string | undefined, to: string | undefined]>([
    ['after:2026', '2026-01-01T00:00:00.000Z', undefined],
    ['after:2026-02', '2026-02-01T00:00:00.000Z', undefined],
    ['after:2024-02-29', '2024-02-29T00:00:00.000Z', undefined],
    ['after:2026-02-01T10:30', '2026-02-01T10:30:00.000Z', undefined],
    ['after:2026-02-01t10:30:15.5z', '2026-02-01T10:30:15.500Z', undefined],
    ['after:2026-02-01T10:30+01:00', '2026-02-01T09:30:00.000Z', undefined],
    ['after:-7d', '2026-03-03T12:34:56.789Z', undefined],
    ['after:-24h', '2026-03-09T12:34:56.789Z', undefined],
    ['after:-30M', '2026-03-10T12:04:56.789Z', undefined],
    ['after:-2w', '2026-02-24T12:34:56.789Z', undefined],
    ['after:Yesterday', '2026-03-09T00:00:00.000Z', undefined],
    ['before:today', undefined, '2026-03-10T00:00:00.000Z'],
    ['before:now', undefined, '2026-03-10T12:34:56.789Z'],
    ['before:2026-02', undefined, '2026-02-01T00:00:00.000Z'],
    ['-after:2026', undefined, '2026-01-01T00:00:00.000Z'],
    ['-before:2026', '2026-01-01T00:00:00.000Z', undefined],
    ['on:2026', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['on:2026-12', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['on:2026-03-10', '2026-03-10T00:00:00.000Z', '2026-03-11T00:00:00.000Z'],
    ['on:2026-03-10T08:15', '2026-03-10T08:15:00.000Z', '2026-03-10T08:16:00.000Z'],
    ['on:2026-03-10T08:15:30', '2026-03-10T08:15:30.000Z', '2026-03-10T08:15:31.000Z'],
    ['on:2026-03-10T08:15:30.25', '2026-03-10T08:15:30.250Z', '2026-03-10T08:15:30.260Z'],
    ['on:today', '2026-03-10T00:00:00.000Z', '2026-03-11T00:00:00.000Z'],
  ])('should understand the time %s', (text, from, to) => {
    expect(read(text)).toEqual([
      { kind: 'time', ...(from && { from: new Date(from) }), ...(to && { to: new Date(to) }) },
    ]);
  });

  it('should exclude a day as a whole', () => {
    expect(read('-on:2026-03-10')).toMatchObject([{ kind: 'time', isNegated: true }]);
  });

  it.each<[text: string, at: number, reason: string | RegExp]>([
    ['actoin:login', 1, /did you mean actor or action\?|did you mean action or actor\?/],
    ['x -userid:7', 4, /did you mean user\?/],
    ['since:-7d', 1, /did you mean after\?/],
    ['sta:error', 1, /did you mean status\?/],
    ['constructor:1', 1, /fields are action, category, .* Text with a colon stands in quotes/],
    ['https://example.com', 1, /quotes/],
    ['action:', 8, 'expected a value of action'],
    ['action: login', 8, 'expected a value of action'],
    ['action:(login', 14, 'expected ) for the ( at character 8'],
    ['action:(login logout)', 15, 'expected , or )'],
    ['action:()', 9, 'expected a value of action'],
    ['action:login,', 14, 'expected a value of action'],
    ['action:login)', 13, /expected a space/],
    ['action:"login"x', 15, /expected a space/],
    ['(action:login)', 1, /hold lists of values only/],
    ['status:failed', 8, 'expected one of success, failure, error'],
    ['status:nothing', 8, /expected one of success, failure, error$/],
    [`${'x'.repeat(40)}:1`, 1, /and x{40} is none/],
    [`${'x'.repeat(41)}:1`, 1, /and x{40}… is none/],
    ['status:(success,fail)', 17, 'expected one of success, failure, error; did you mean failure?'],
    ['severity:warn', 10, 'expected one of WARNING, ERROR, CRITICAL; did you mean WARNING?'],
    ['has:(error,user)', 12, 'expected one value of has only'],
    ['has:owner', 5, /expected one of error, user, resource/],
    ['after:2026-01-01,2026-02-01', 18, 'expected one value of after only'],
    ['after:2026-02-30', 7, /expected a date \(2026-01-31\), .* yesterday or now/],
    ['after:2026-13', 7, /expected a date/],
    ['after:1969', 7, /expected a date/],
    ['after:tomorrow', 7, /expected a date/],
    ['after:-7', 7, /a time ago \(-30m, -24h, -7d, -2w\)/],
    ['after:2026-01-01T25:00', 7, /expected a date/],
    ['on:-7d', 4, 'expected a time that lasts, not a moment'],
    ['on:now', 4, 'expected a time that lasts, not a moment'],
    ['ip:10.0.0.0/33', 4, /expected an IP address/],
    ['ip:10', 4, /the beginning of an address \(10\.1\.\)/],
    ['id:42', 4, /expected the id of an entry/],
    ['resource:/42', 10, 'expected a type, or type/id'],
    ['resource:user/', 10, 'expected a type, or type/id'],
    ['user:"ada', 10, 'expected " for the one at character 6'],
    ['"ends with \\"', 14, 'expected " for the one at character 1'],
    ['""', 2, 'expected a text between the quotes'],
    ['a - b', 4, 'expected a word, a text in quotes or field:value after -'],
    ['--a', 2, /after -/],
    ['login OR logout', 7, /expected no OR: .* action:\(login,logout\)/],
    ['a\0b', 2, 'expected no NUL character'],
    ['\0', 1, 'expected no NUL character'],
    ['x AND y', 3, 'expected no AND'],
    ['NOT y', 1, 'expected no NOT'],
    ['x'.repeat(2_001), 2_001, 'expected no more than 2000 characters'],
    ['x'.repeat(201), 1, 'expected a text of no more than 200 characters'],
    [`user:${'x'.repeat(301)}`, 6, 'expected a value of no more than 300 characters'],
    ['x '.repeat(51), 101, 'expected no more than 50 terms'],
    [`id:${'x,'.repeat(51)}`, 104, 'expected no more than 50 values of a field'],
  ])('should refuse %j at character %i', (text, at, reason) => {
    const told = reasonFor(text);
    expect(told.startsWith(`q: character ${at}: expected `)).toBe(true);
    expect(told).toMatch(reason);
  });

  it.each([
    ['a text', 'x'.repeat(200)],
    ['a value', `user:${'x'.repeat(300)}`],
    ['a query', 'x '.repeat(40).padEnd(2_000)],
    ['as many terms', 'x '.repeat(50)],
    ['as many values', `user:${'x,'.repeat(49)}x`],
  ])('should understand %s that is just not too long', (_, text) => {
    expect(reasonFor(text)).toBe('nothing is wrong');
  });

  it.each(QUERY_FIELD_NAMES)('should understand the example of %s', (name) => {
    const { example } = QUERY_FIELDS[name];
    expect(example.replace('-', '').startsWith(`${name}:`)).toBe(true);
    expect(read(example)).toHaveLength(1);
  });
});
