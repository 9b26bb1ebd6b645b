import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { accessErrors } from '../access/access.errors.ts';
import { AuditService } from '../audit/index.ts';
import { AppError } from '../problem/app-error.ts';
import { siteOf } from './request-site.ts';

/** Methods that change nothing. */
const READING = ['GET', 'HEAD'];

/**
 * Keeps other pages from using the cookie that the browser sends along. The cookie is not sent from other sites to begin
 * with (`SameSite=Strict`); this also refuses pages of the same site, such as another port or subdomain.
 */
@Injectable()
export class OwnPageCheck {
  constructor(private readonly audit: AuditService) {}

  /**
   * What changes something has to come from our own page; what reads, as exports do, must not come from another one.
   * @throws {AppError} OTHER_SITE
   */
  assertAllowed(request: FastifyRequest): void {
    const site = siteOf(request);
    if (site === 'own' || (site === 'unknown' && READING.includes(request.method))) return;
    this.audit.annotate({
      reason: site === 'other' ? 'a page of another site sent it' : 'it does not tell which page sent it',
    });
    throw new AppError(accessErrors.OTHER_SITE);
  }
}
