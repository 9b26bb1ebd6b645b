import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import { Public } from '../access/public.decorator.ts';
import { SkipAudit } from '../audit/index.ts';
import { MetricsService } from './metrics.service.ts';

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/** For Prometheus; outside the API prefix, and open to everyone who reaches the port: the figures tell of nobody. */
@Public()
@SkipAudit('scrapers ask every few seconds and change nothing; the figures tell of nobody')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  /** Figures of the process and of the audit log, in the text format of Prometheus. */
  @Get()
  @Header('Content-Type', TEXT)
  @ApiProduces(TEXT)
  @ApiOkResponse({ description: 'The figures', schema: { type: 'string' } })
  read(): Promise<string> {
    return this.metrics.text();
  }
}
