import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ListReconciliationsDto } from './dto/list-reconciliations.dto.ts';
import type { ReconciliationItemDto } from './dto/reconciliation-item.dto.ts';
import type { ItemRange } from './item-ranges.ts';
import { Reconciliation } from './reconciliation.entity.ts';

/** What is known of a reconciliation when it is asked for. */
export type NewReconciliation = Pick<
  Reconciliation,
  'ledgerUploadId' | 'bankUploadId' | 'rules' | 'requestedById' | 'requestedByEmail'
>;

/** Questions about reconciliations, inside a transaction of the caller or on their own with `DataSource.manager`. */
@Injectable()
export class ReconciliationsRepository {
  /** One page, newest first, and how many match in all. */
  findPage(
    manager: EntityManager,
    { limit, page, status }: ListReconciliationsDto,
  ): Promise<[Reconciliation[], number]> {
    return manager.findAndCount(Reconciliation, {
      where: { ...(status && { status }) },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: limit,
      skip: (page - 1) * limit,
    });
  }

  findById(manager: EntityManager, id: string): Promise<Reconciliation | null> {
    return manager.findOneBy(Reconciliation, { id });
  }

  add(manager: EntityManager, reconciliation: NewReconciliation): Promise<Reconciliation> {
    return manager.save(Reconciliation, manager.create(Reconciliation, { ...reconciliation, status: 'queued' }));
  }

  /** Items with their lines, in their order. What comes before them costs nothing, however much it is. */
  async findItems(
    manager: EntityManager,
    { id, ledgerUploadId, bankUploadId }: Pick<Reconciliation, 'id' | 'ledgerUploadId' | 'bankUploadId'>,
    { outcome, first, last }: ItemRange,
  ): Promise<ReconciliationItemDto[]> {
    // As JSON, in which an amount, of at most 15 digits, is a number.
    const rows = await manager.query<{ readonly item: ReconciliationItemDto }[]>(
      `SELECT json_build_object(
         'outcome', outcome, 'rule', rule, 'ledger', ${lineOf('ledger')}, 'bank', ${lineOf('bank')},
         'differenceMinor', difference_minor, 'daysApart', days_apart) AS item
       FROM reconciliation_items
       LEFT JOIN import_lines AS ledger ON ledger.upload_id = $3 AND ledger.line_number = ledger_line_number
       LEFT JOIN import_lines AS bank ON bank.upload_id = $4 AND bank.line_number = bank_line_number
       WHERE reconciliation_id = $1 AND outcome = $2 AND position BETWEEN $5 AND $6
       ORDER BY position`,
      [id, outcome, ledgerUploadId, bankUploadId, first, last],
    );
    return rows.map(({ item }) => item);
  }
}

function lineOf(side: 'ledger' | 'bank'): string {
  return `
    CASE WHEN ${side}.line_number IS NOT NULL THEN json_build_object(
      'lineNumber', ${side}.line_number, 'reference', ${side}.reference, 'bookedOn', ${side}.booked_on,
      'amountMinor', ${side}.amount_minor, 'currency', ${side}.currency, 'description', ${side}.description) END`;
}
