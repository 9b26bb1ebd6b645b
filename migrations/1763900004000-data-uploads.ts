import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Uploaded files, the lines imported from them, and the lines that were refused. */
export class DataUploads1763900004000 implements MigrationInterface {
  readonly name = 'DataUploads1763900004000';

  async up(runner: QueryRunner): Promise<void> {
    // Who has uploaded it is kept as text: the account may be deleted later.
    await runner.query(`
      CREATE TABLE data_uploads (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        kind text NOT NULL,
        file_name text NOT NULL,
        byte_size bigint NOT NULL,
        sha256 text NOT NULL,
        status text NOT NULL,
        uploaded_by_id text NOT NULL,
        uploaded_by_email text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        import_started_at timestamptz,
        import_finished_at timestamptz,
        processed_bytes bigint NOT NULL DEFAULT 0,
        accepted_lines integer NOT NULL DEFAULT 0,
        refused_lines integer NOT NULL DEFAULT 0,
        failure text,
        CONSTRAINT data_uploads_id_pk PRIMARY KEY (id)
      )`);
    await runner.query(`CREATE UNIQUE INDEX data_uploads_kind_sha256_uq ON data_uploads (kind, sha256)`);
    await runner.query(`CREATE INDEX data_uploads_created_at_id_idx ON data_uploads (created_at, id)`);
    await runner.query(`
      CREATE TABLE import_lines (
        upload_id uuid NOT NULL,
        line_number integer NOT NULL,
        reference text,
        booked_on date NOT NULL,
        amount_minor bigint NOT NULL,
        currency text NOT NULL,
        description text NOT NULL,
        CONSTRAINT import_lines_upload_id_line_number_pk PRIMARY KEY (upload_id, line_number),
        CONSTRAINT import_lines_upload_id_fk FOREIGN KEY (upload_id) REFERENCES data_uploads (id) ON DELETE CASCADE
      )`);
    await runner.query(`
      CREATE TABLE import_refusals (
        upload_id uuid NOT NULL,
        line_number integer NOT NULL,
        reason text NOT NULL,
        CONSTRAINT import_refusals_upload_id_line_number_pk PRIMARY KEY (upload_id, line_number),
        CONSTRAINT import_refusals_upload_id_fk FOREIGN KEY (upload_id) REFERENCES data_uploads (id) ON DELETE CASCADE
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE import_refusals`);
    await runner.query(`DROP TABLE import_lines`);
    await runner.query(`DROP TABLE data_uploads`);
  }
}
