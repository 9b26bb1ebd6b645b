import { Inject, Injectable } from '@nestjs/common';
import { AuditError } from '../../audit.errors.ts';
import { AUDIT_SETTINGS, type AuditSettings } from '../../audit.options.ts';
import type { FieldMeaning } from '../query-language/field-kinds.ts';
import { QUERY_FIELD_NAMES, QUERY_FIELDS, type QueryFieldName } from '../query-language/query-fields.ts';
import { typeIn, writtenType } from '../query-language/resource-values.ts';
import type { LogScope } from '../selection/log-scope.ts';
import type { AuditFieldDto, AuditFieldsDto, AuditFieldsQueryDto, FieldOperator } from './audit-fields.dto.ts';
import { type FieldValues, FieldValuesRepository, type ValueColumn } from './field-values.repository.ts';
import { KeptAnswers } from './kept-answers.ts';

/** Most values of a field that are told. */
const LIMIT = 100;
/** How long values are told again without asking, in milliseconds. */
const KEPT_MS = 30_000;

/** Where the values of a field are. Ids of actors are told only to who has begun to write one. */
const COLUMNS = {
  action: ['action_type'],
  category: ['category'],
  user: ['user_label', 'user_id'],
  resource: ['resource_type'],
  error: ['error_type'],
  tenant: ['tenant_id'],
} as const satisfies Partial<Record<QueryFieldName, readonly ValueColumn[]>>;

/** Tells of the fields of the search language and of the values that entries have in them. */
@Injectable()
export class AuditFieldsService {
  readonly #repository: FieldValuesRepository;
  readonly #clock: () => Date;
  readonly #kept = new KeptAnswers<ReadonlyMap<ValueColumn, FieldValues>>(KEPT_MS);

  constructor(
    @Inject(FieldValuesRepository) repository: FieldValuesRepository,
    @Inject(AUDIT_SETTINGS) { clock }: AuditSettings,
  ) {
    this.#repository = repository;
    this.#clock = clock;
  }

  /**
   * All fields, or one of them; values are those of entries that the reader may see, up to half a minute old.
   * @throws {AuditError} AUDIT_QUERY_INVALID for a prefix of no field
   * @throws {AuditError} AUDIT_READING_BUSY
   */
  async fields({ field, prefix }: AuditFieldsQueryDto, scope: LogScope): Promise<AuditFieldsDto> {
    if (field === undefined && prefix !== undefined) {
      throw new AuditError('AUDIT_QUERY_INVALID', { errors: [{ field: 'prefix', reason: 'give field as well' }] });
    }
    const names = field === undefined ? QUERY_FIELD_NAMES : [field];
    const columns = names.flatMap((name) => columnsOf(name, prefix));
    const values = await this.#valuesOf(columns, field === 'resource' ? typeIn(prefix ?? '') : (prefix ?? ''), scope);
    const told = (name: QueryFieldName): FieldValues => {
      const found = columnsOf(name, prefix).map((column) => values.get(column));
      return found.length > 0 ? together(found) : wordsOf(QUERY_FIELDS[name], prefix ?? '');
    };
    return { data: names.map((name) => dtoOf(name, told(name))) };
  }

  #valuesOf(
    columns: readonly ValueColumn[],
    prefix: string,
    scope: LogScope,
  ): Promise<ReadonlyMap<ValueColumn, FieldValues>> {
    const question = JSON.stringify([columns, prefix, scope.tenants?.toSorted() ?? null]);
    const find = () => this.#repository.valuesOf(columns, { scope, prefix, limit: LIMIT });
    return this.#kept.get(question, this.#clock().getTime(), find);
  }
}

function columnsOf(name: QueryFieldName, prefix: string | undefined): readonly ValueColumn[] {
  const columns = Object.hasOwn(COLUMNS, name) ? COLUMNS[name as keyof typeof COLUMNS] : [];
  return name === 'user' && prefix === undefined ? columns.slice(0, 1) : columns;
}

function together(found: readonly (FieldValues | undefined)[]): FieldValues {
  const values = new Set(found.flatMap((each) => each?.values ?? []));
  const areComplete = values.size <= LIMIT && found.every((each) => each?.areComplete ?? false);
  return { values: [...values].slice(0, LIMIT), areComplete };
}

/** The words of a field that has no values in the log. */
function wordsOf({ kind, values = [] }: FieldMeaning, prefix: string): FieldValues {
  const begun = values.filter((word) => word.toLowerCase().startsWith(prefix.toLowerCase()));
  return { values: begun, areComplete: kind === 'closed' };
}

function dtoOf(name: QueryFieldName, { values, areComplete }: FieldValues): AuditFieldDto {
  const { meaning, kind, example, takesLists } = QUERY_FIELDS[name];
  const lists: readonly FieldOperator[] = takesLists ? ['isOneOf', 'isNoneOf'] : [];
  return {
    name,
    meaning,
    kind,
    operators: ['is', 'isNot', ...lists],
    example,
    values: name === 'resource' ? values.map(writtenType) : [...values],
    valuesAreComplete: areComplete,
  };
}
