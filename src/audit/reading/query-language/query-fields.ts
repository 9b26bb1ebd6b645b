import { AUDIT_ACTOR_TYPES, AUDIT_SEVERITIES, AUDIT_STATUSES } from '../../entry/catalogue.ts';
import type { Condition, EqualityField } from '../selection/condition.ts';
import { choiceField, closedField, type FieldMeaning, openField, timeField } from './field-kinds.ts';
import { byAddress, byEntry, byResource, byText, byUser } from './query-conditions.ts';

const SINCE = ['today', 'yesterday', '-1h', '-24h', '-7d', '-30d'];

/** The fields of the search language by their names, which may be written in any case. */
export const QUERY_FIELDS = {
  action: openField('actionType', { meaning: 'What was done', example: 'action:(login,logout)' }),
  category: openField('category', {
    meaning: 'What part of the application it is about',
    example: '-category:request',
  }),
  user: {
    kind: 'open',
    takesLists: true,
    meaning: 'Who did it, by id or by label',
    example: 'user:alice@example.com',
    conditionOf: byUser,
  },
  actor: closedField('actorType', AUDIT_ACTOR_TYPES, { meaning: 'What kind of actor it was', example: 'actor:system' }),
  resource: {
    kind: 'open',
    takesLists: true,
    meaning: 'What it was done to: a type, or type/id for one thing',
    example: 'resource:data_upload/42',
    conditionOf: byResource,
  },
  resourceId: openField('resourceId', { meaning: 'What it was done to, by its id alone', example: 'resourceId:42' }),
  status: closedField('status', AUDIT_STATUSES, { meaning: 'How it ended', example: 'status:(failure,error)' }),
  severity: closedField('severity', AUDIT_SEVERITIES, { meaning: 'How bad it is', example: 'severity:critical' }),
  error: openField('errorType', { meaning: 'Class or code of the error', example: 'error:ECONNREFUSED' }),
  fingerprint: openField('errorFingerprint', {
    meaning: 'Every occurrence of the same fault',
    example: 'fingerprint:v2:0c9f3e1b7a5d2c4e6f8091a2',
  }),
  request: openField('requestId', {
    meaning: 'Everything that one request has left, by the X-Request-Id of its answer',
    example: 'request:019ab2f0-5c1c-7d3e-9b1f-5b2c8e0a4d21',
  }),
  trace: openField('traceId', {
    meaning: 'Everything of one trace, by its W3C trace id',
    example: 'trace:4bf92f3577b34da6a3ce929d0e0e4736',
  }),
  tenant: openField('tenantId', { meaning: 'Whose data it is about', example: 'tenant:acme' }),
  ip: {
    kind: 'address',
    takesLists: true,
    meaning: 'Where it came from: an address, a network, or the beginning of an address',
    example: 'ip:10.0.0.0/8',
    conditionOf: byAddress,
  },
  after: timeField(({ from }) => ({ from }), {
    meaning: 'From the beginning of this time on',
    example: 'after:-7d',
    values: SINCE,
  }),
  before: timeField(({ from }) => ({ to: from }), {
    meaning: 'Until before the beginning of this time',
    example: 'before:2026-02-01',
    values: SINCE,
  }),
  on: timeField((period) => period, {
    meaning: 'Within this minute, day, month or year',
    example: 'on:2026-01-31',
    values: ['today', 'yesterday'],
  }),
  id: {
    kind: 'open',
    takesLists: true,
    meaning: 'One entry, by its id',
    example: 'id:019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11',
    conditionOf: byEntry,
  },
  has: choiceField(
    {
      error: { kind: 'wrong' },
      user: present('userId'),
      resource: present('resourceType'),
      tenant: present('tenantId'),
      request: present('requestId'),
      trace: present('traceId'),
      ip: { kind: 'network', networks: ['0.0.0.0/0', '::/0'] },
    },
    { meaning: 'Something that entries may have; an error is whatever has a severity', example: 'has:error' },
  ),
  text: {
    kind: 'text',
    takesLists: false,
    meaning: 'Text inside the description, or where it came from; the same as text without a field',
    example: 'text:"was refused"',
    conditionOf: byText,
  },
} as const satisfies Readonly<Record<string, FieldMeaning>>;

export type QueryFieldName = keyof typeof QUERY_FIELDS;

/** In the order in which they are told of. */
export const QUERY_FIELD_NAMES = Object.keys(QUERY_FIELDS) as readonly QueryFieldName[];

/** What somebody may write who knows the log's filters, or another language. */
export const NAMES_ELSEWHERE: Readonly<Record<string, QueryFieldName>> = {
  actiontype: 'action',
  userid: 'user',
  userlabel: 'user',
  actortype: 'actor',
  resourcetype: 'resource',
  errortype: 'error',
  errorfingerprint: 'fingerprint',
  requestid: 'request',
  traceid: 'trace',
  tenantid: 'tenant',
  ipaddress: 'ip',
  address: 'ip',
  from: 'after',
  since: 'after',
  to: 'before',
  until: 'before',
  timestamp: 'on',
  is: 'has',
  description: 'text',
  search: 'text',
};

function present(field: EqualityField): Condition {
  return { kind: 'equals', field, values: [null], isNegated: true };
}
