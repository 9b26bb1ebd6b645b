import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { AuditMetrics } from '../audit/index.ts';

/** What Node tells of itself: once for the process, however many applications are in it. */
const processRegistry = new Registry();
let isCollecting = false;

/** The figures of this process, those of the audit log among them. */
@Injectable()
export class MetricsService {
  constructor(private readonly audit: AuditMetrics) {
    if (isCollecting) return;
    isCollecting = true;
    collectDefaultMetrics({ register: processRegistry });
  }

  /** In the text format of Prometheus. */
  text(): Promise<string> {
    return Registry.merge([processRegistry, this.audit.registry]).metrics();
  }
}
