import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AuditError } from '../../audit.errors.ts';
import { HOLD_COLUMNS, type HoldSubject, type LegalHold } from './legal-hold.ts';

/** PostgreSQL's words for what a hold must be. */
const CONSTRAINTS: Readonly<Record<string, string>> = {
  audit_log_holds_subject_ck: 'a hold says whose entries, of which resource, of which tenant or of which time',
  audit_log_holds_resource_ck: 'a resource has a type and an id: name the type as well',
  audit_log_holds_range_ck: 'the time begins before it ends',
};

/** Legal holds: the entries they are for stay, in the database and in the archive, until they are released. */
export class AuditHolds {
  readonly #dataSource: DataSource;
  readonly #clock: () => Date;

  constructor(dataSource: DataSource, clock: () => Date) {
    this.#dataSource = dataSource;
    this.#clock = clock;
  }

  /**
   * Holds from now on; waits for a removal that is going on.
   * @param hold what is held and why, and `by` whom: a name or an e-mail
   * @throws {AuditError} AUDIT_QUERY_INVALID when it is for nothing, or for everything
   */
  async place(hold: HoldSubject & { readonly reason: string; readonly by: string }): Promise<LegalHold> {
    const { reason, userId, resourceType, resourceId, tenantId, from, to, by } = hold;
    try {
      const [placed] = await this.#dataSource.query<LegalHold[]>(
        `INSERT INTO audit_log_holds (id, reason, user_id, resource_type, resource_id, tenant_id, starts_at, ends_at,
           placed_at, placed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${HOLD_COLUMNS}`,
        [uuidv7(), reason, userId, resourceType, resourceId, tenantId, from, to, this.#clock(), by],
      );
      return placed as LegalHold;
    } catch (error) {
      const constraint = (error as { readonly constraint?: string }).constraint ?? '';
      const message = CONSTRAINTS[constraint];
      if (message === undefined) throw error;
      throw new AuditError('AUDIT_QUERY_INVALID', { errors: [{ field: 'hold', reason: message }], cause: error });
    }
  }

  /**
   * Holds no longer; what it was stays on record.
   * @param by the name or e-mail of who wants it
   * @throws {AuditError} AUDIT_HOLD_NOT_FOUND AUDIT_HOLD_RELEASED
   */
  async release(id: string, by: string): Promise<LegalHold> {
    const [rows] = await this.#dataSource.query<[LegalHold[], number]>(
      `UPDATE audit_log_holds SET released_at = $2, released_by = $3 WHERE id = $1 AND released_at IS NULL
       RETURNING ${HOLD_COLUMNS}`,
      [id, this.#clock(), by],
    );
    const [released] = rows;
    if (released !== undefined) return released;
    await this.one(id);
    throw new AuditError('AUDIT_HOLD_RELEASED');
  }

  /** @throws {AuditError} AUDIT_HOLD_NOT_FOUND */
  async one(id: string): Promise<LegalHold> {
    const [hold] = await this.#dataSource.query<LegalHold[]>(
      `SELECT ${HOLD_COLUMNS} FROM audit_log_holds WHERE id = $1`,
      [id],
    );
    if (hold === undefined) throw new AuditError('AUDIT_HOLD_NOT_FOUND');
    return hold;
  }

  /** All that were ever placed, those that hold first, each the newest first. */
  list(): Promise<readonly LegalHold[]> {
    return this.#dataSource.query<LegalHold[]>(
      `SELECT ${HOLD_COLUMNS} FROM audit_log_holds ORDER BY released_at IS NOT NULL, placed_at DESC, id DESC`,
    );
  }
}
