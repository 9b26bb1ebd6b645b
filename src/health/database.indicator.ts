import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';

/** Longest wait for the database's answer. Shorter than what load balancers give a probe. */
const TIMEOUT_MS = 1500;

/** Does the database answer a trivial query in time? Says no more than that: the route needs no sign-in. */
@Injectable()
export class DatabaseIndicator {
  constructor(
    @InjectDataSource() private readonly dataSource: Pick<DataSource, 'query'>,
    private readonly indicators: HealthIndicatorService,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('database');
    const answered = this.dataSource.query('SELECT 1').then(
      () => true,
      () => false,
    );
    return (await Promise.race([answered, timeout()]))
      ? indicator.up()
      : indicator.down('The database does not answer.');
  }
}

function timeout(): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), TIMEOUT_MS).unref();
  });
}
