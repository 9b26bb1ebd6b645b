import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Users, the roles they have, and their sessions. */
export class Accounts1763900001000 implements MigrationInterface {
  readonly name = 'Accounts1763900001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE roles (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        name text NOT NULL,
        description text NOT NULL,
        permissions text[] NOT NULL DEFAULT '{}',
        CONSTRAINT roles_id_pk PRIMARY KEY (id),
        CONSTRAINT roles_name_uq UNIQUE (name)
      )`);
    await runner.query(`
      CREATE TABLE users (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        email text NOT NULL,
        name text NOT NULL,
        password_hash text NOT NULL,
        is_active boolean NOT NULL DEFAULT true,
        failed_sign_ins integer NOT NULL DEFAULT 0,
        locked_until timestamptz,
        last_sign_in_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT users_id_pk PRIMARY KEY (id)
      )`);
    await runner.query(`CREATE UNIQUE INDEX users_email_uq ON users (lower(email))`);
    await runner.query(`CREATE INDEX users_created_at_id_idx ON users (created_at, id)`);
    await runner.query(`
      CREATE TABLE user_roles (
        user_id uuid NOT NULL,
        role_id uuid NOT NULL,
        CONSTRAINT user_roles_user_id_role_id_pk PRIMARY KEY (user_id, role_id),
        CONSTRAINT user_roles_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT user_roles_role_id_fk FOREIGN KEY (role_id) REFERENCES roles (id) ON DELETE RESTRICT
      )`);
    await runner.query(`CREATE INDEX user_roles_role_id_idx ON user_roles (role_id)`);
    await runner.query(`
      CREATE TABLE sessions (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        user_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        ip_address text,
        user_agent text,
        CONSTRAINT sessions_id_pk PRIMARY KEY (id),
        CONSTRAINT sessions_user_id_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX sessions_user_id_idx ON sessions (user_id)`);
    await runner.query(`
      INSERT INTO roles (name, description, permissions) VALUES
        ('admin', 'May do everything.', '{users:read,users:write,audit:read,audit:export}'),
        ('auditor', 'Reads and exports the audit log.', '{audit:read,audit:export}'),
        ('user', 'May sign in.', '{}')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE sessions`);
    await runner.query(`DROP TABLE user_roles`);
    await runner.query(`DROP TABLE users`);
    await runner.query(`DROP TABLE roles`);
  }
}
