import { isUUID } from 'class-validator';
import { networksOf } from '../selection/address-networks.ts';
import type { Condition, Resource } from '../selection/condition.ts';
import { searchCondition } from '../selection/search-condition.ts';
import { queryFault } from './query-fault.ts';
import type { QueryPart, QueryValues } from './query-terms.ts';
import { resourceIn } from './resource-values.ts';

const MAX_VALUE_LENGTH = 300;
const MAX_TEXT_LENGTH = 200;

/** Entries by their ids. @throws {AuditError} AUDIT_QUERY_INVALID when one is not the form of an id */
export function byEntry(values: QueryValues): Condition {
  const ids = values.map(({ text, at }) => {
    if (!isUUID(text))
      throw queryFault(at, 'expected the id of an entry, such as 019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11');
    return text.toLowerCase();
  });
  return { kind: 'equals', field: 'id', values: ids };
}

/** Actors by their ids or labels. */
export function byUser(values: QueryValues): Condition {
  return { kind: 'user', values: valuesAsTheyAre(values) };
}

/** Types, or a type and an id with a slash between. @throws {AuditError} AUDIT_QUERY_INVALID when one of both is missing */
export function byResource(values: QueryValues): Condition {
  const resources = values.map(resourceOf);
  return resources.every(({ id }) => id === undefined)
    ? { kind: 'equals', field: 'resourceType', values: resources.map(({ type }) => type) }
    : { kind: 'resource', resources };
}

/** Addresses, networks, beginnings of addresses. @throws {AuditError} AUDIT_QUERY_INVALID when one is nothing of that */
export function byAddress(values: QueryValues): Condition {
  const networks = values.flatMap(({ text, at }) => {
    const found = networksOf(text);
    if (found !== undefined) return found;
    throw queryFault(
      at,
      'expected an IP address (203.0.113.7, 2001:db8::1), a network (10.0.0.0/8) or the beginning of an address (10.1.)',
    );
  });
  return { kind: 'network', networks };
}

/** What a search finds. @throws {AuditError} AUDIT_QUERY_INVALID when the text is too long */
export function byText([{ text, at }]: QueryValues): Condition {
  if (text.length > MAX_TEXT_LENGTH)
    throw queryFault(at, `expected a text of no more than ${MAX_TEXT_LENGTH} characters`);
  return searchCondition(text);
}

/** @throws {AuditError} AUDIT_QUERY_INVALID when one is too long */
export function valuesAsTheyAre(values: QueryValues): string[] {
  return values.map(textOf);
}

function resourceOf(value: QueryPart): Resource {
  const resource = resourceIn(textOf(value));
  if (resource === undefined) throw queryFault(value.at, 'expected a type, or type/id');
  return resource;
}

function textOf({ text, at }: QueryPart): string {
  if (text.length > MAX_VALUE_LENGTH)
    throw queryFault(at, `expected a value of no more than ${MAX_VALUE_LENGTH} characters`);
  return text;
}
