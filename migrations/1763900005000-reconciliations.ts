import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Comparisons of a ledger with a bank statement, and what they have found. */
export class Reconciliations1763900005000 implements MigrationInterface {
  readonly name = 'Reconciliations1763900005000';

  async up(runner: QueryRunner): Promise<void> {
    // Who has asked for it is kept as text: the account may be deleted later.
    await runner.query(`
      CREATE TABLE reconciliations (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        ledger_upload_id uuid NOT NULL,
        bank_upload_id uuid NOT NULL,
        rules jsonb NOT NULL,
        status text NOT NULL,
        requested_by_id text NOT NULL,
        requested_by_email text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        finished_at timestamptz,
        step integer NOT NULL DEFAULT 0,
        failure text,
        result jsonb,
        CONSTRAINT reconciliations_id_pk PRIMARY KEY (id),
        CONSTRAINT reconciliations_ledger_upload_id_fk
          FOREIGN KEY (ledger_upload_id) REFERENCES data_uploads (id) ON DELETE RESTRICT,
        CONSTRAINT reconciliations_bank_upload_id_fk
          FOREIGN KEY (bank_upload_id) REFERENCES data_uploads (id) ON DELETE RESTRICT
      )`);
    await runner.query(`CREATE INDEX reconciliations_created_at_id_idx ON reconciliations (created_at, id)`);
    await runner.query(`CREATE INDEX reconciliations_ledger_upload_id_idx ON reconciliations (ledger_upload_id)`);
    await runner.query(`CREATE INDEX reconciliations_bank_upload_id_idx ON reconciliations (bank_upload_id)`);
    await runner.query(`
      CREATE TABLE reconciliation_items (
        reconciliation_id uuid NOT NULL,
        outcome text NOT NULL,
        position integer NOT NULL,
        rule text,
        ledger_line_number integer,
        bank_line_number integer,
        difference_minor bigint,
        days_apart integer,
        CONSTRAINT reconciliation_items_reconciliation_id_outcome_position_pk
          PRIMARY KEY (reconciliation_id, outcome, position),
        CONSTRAINT reconciliation_items_reconciliation_id_fk
          FOREIGN KEY (reconciliation_id) REFERENCES reconciliations (id) ON DELETE CASCADE
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE reconciliation_items`);
    await runner.query(`DROP TABLE reconciliations`);
  }
}
