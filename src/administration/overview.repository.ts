import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type {
  DatabaseDto,
  DataUploadCountsDto,
  ReconciliationCountsDto,
  SessionCountsDto,
  UserCountsDto,
} from './dto/overview.dto.ts';

const NO_DATA_UPLOADS: DataUploadCountsDto = { uploaded: 0, importing: 0, imported: 0, failed: 0 };
const NO_RECONCILIATIONS: ReconciliationCountsDto = { queued: 0, running: 0, done: 0, failed: 0 };

/** Counts what there is, one statement for each subject. */
@Injectable()
export class OverviewRepository {
  constructor(private readonly dataSource: DataSource) {}

  users(): Promise<UserCountsDto> {
    return this.one(
      `SELECT count(*)::int AS total,
              count(*) FILTER (WHERE is_active)::int AS active,
              count(*) FILTER (WHERE locked_until > now())::int AS locked,
              count(*) FILTER (WHERE password_reset_required)::int AS "resetRequired"
       FROM users`,
    );
  }

  sessions(): Promise<SessionCountsDto> {
    // The index is on least(); what was ended a moment ahead of this clock is left out by the rest.
    return this.one(
      `SELECT count(*)::int AS open FROM sessions WHERE least(expires_at, ended_at) > now() AND ended_at IS NULL`,
    );
  }

  dataUploads(): Promise<DataUploadCountsDto> {
    return this.byStatus('data_uploads', NO_DATA_UPLOADS);
  }

  reconciliations(): Promise<ReconciliationCountsDto> {
    return this.byStatus('reconciliations', NO_RECONCILIATIONS);
  }

  database(): Promise<DatabaseDto> {
    return this.one(
      `SELECT current_setting('server_version') AS version,
              pg_database_size(current_database())::float8 AS "sizeBytes"`,
    );
  }

  /** A status that `none` doesn't name, e.g. of a newer version, isn't told. */
  private async byStatus<Counts extends object>(table: string, none: Counts): Promise<Counts> {
    const rows = await this.dataSource.query<{ readonly status: string; readonly count: number }[]>(
      `SELECT status, count(*)::int AS count FROM ${table} GROUP BY status`,
    );
    const known = rows.filter(({ status }) => Object.hasOwn(none, status));
    return { ...none, ...Object.fromEntries(known.map(({ status, count }) => [status, count])) };
  }

  private async one<Row>(sql: string): Promise<Row> {
    const [row] = await this.dataSource.query<readonly [Row]>(sql);
    return row;
  }
}
