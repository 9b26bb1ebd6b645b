import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import type { AuditLogsPageDto } from './audit-logs-page.dto.ts';

/**
 * Tells the pages beside a page in the header `Link`, relative to the address of the request, whatever stands before it.
 * @see RFC 8288
 */
@Injectable()
export class PageLinksInterceptor implements NestInterceptor<AuditLogsPageDto, AuditLogsPageDto> {
  readonly #host: HttpAdapterHost;

  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost) {
    this.#host = host;
  }

  intercept(context: ExecutionContext, next: CallHandler<AuditLogsPageDto>): Observable<AuditLogsPageDto> {
    const http = context.switchToHttp();
    const { url } = http.getRequest<{ readonly url: string }>();
    return next.handle().pipe(
      map((page) => {
        const links = linksOf(url, page.pagination);
        if (links !== '') this.#host.httpAdapter.setHeader(http.getResponse<unknown>(), 'Link', links);
        return page;
      }),
    );
  }
}

/** @param url Path and query of the request, such as `/audit-logs?limit=50`. */
export function linksOf(url: string, { nextCursor, previousCursor }: AuditLogsPageDto['pagination']): string {
  const [, query = ''] = url.split('?', 2);
  const first = new URLSearchParams(query);
  first.delete('cursor');
  first.delete('page');
  const at = (cursor: string): URLSearchParams => new URLSearchParams([...first, ['cursor', cursor]]);
  const links: [rel: string, parameters: URLSearchParams][] = [];
  if (nextCursor !== null) links.push(['next', at(nextCursor)]);
  if (previousCursor !== null) links.push(['prev', at(previousCursor)], ['first', first]);
  return links.map(([rel, parameters]) => `<?${parameters.toString()}>; rel="${rel}"`).join(', ');
}
