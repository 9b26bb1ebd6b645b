import { Readable } from 'node:stream';
import { Controller, Get, Header, Inject, Req, StreamableFile, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Audited } from '../../capture/calls/audited.decorator.ts';
import { AuditAction, AuditCategory } from '../../entry/catalogue.ts';
import { ApiAuditErrors } from '../api-audit-errors.decorator.ts';
import { askingActor, userKeyOf } from '../asking-actor.ts';
import { AuditAccessGuard, NeedsAuditPermission } from '../audit-access.guard.ts';
import { AuditQuery } from '../audit-query.decorator.ts';
import { ReaderScope } from '../reader-scope.decorator.ts';
import { RetryAfterInterceptor } from '../retry-after.interceptor.ts';
import type { LogScope } from '../selection/log-scope.ts';
import { LiveQueryDto } from './live-query.dto.ts';
import { LiveService } from './live.service.ts';

const EVENTS = 'text/event-stream';

/** What is read of a request of Fastify or Express. */
interface EventsRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The log as it grows; that somebody follows it is itself an entry. */
@ApiTags('Audit log')
@ApiBearerAuth('bearer')
@ApiAuditErrors(401, 403, 503)
@Controller('audit-logs')
@UseGuards(AuditAccessGuard)
@UseInterceptors(RetryAfterInterceptor)
export class LiveController {
  readonly #live: LiveService;

  constructor(@Inject(LiveService) live: LiveService) {
    this.#live = live;
  }

  @ApiOperation({
    summary: 'Follow the log',
    description:
      'Entries that match as they are stored, as Server-Sent Events: first `ready`, then an `entry` for each, with what ' +
      '`GET /audit-logs/{id}` gives as its data. A browser whose connection has ended comes again by itself and gets what ' +
      'it has missed, each entry once.',
  })
  @ApiProduces(EVENTS)
  @ApiOkResponse({ description: 'Events, until the client leaves', schema: { type: 'string' } })
  @ApiAuditErrors(400, 429)
  @ApiQuery({ type: LiveQueryDto })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The `id` of the last event of an earlier stream' })
  @Get('stream')
  @Header('Cache-Control', 'no-store')
  @Header('X-Accel-Buffering', 'no')
  @NeedsAuditPermission('audit:read')
  @Audited<LiveController['stream']>({
    category: AuditCategory.Administrative,
    action: AuditAction.Read,
    resource: 'audit_log',
    object: () => 'the audit log live',
    isToldWhenBegun: true,
  })
  async stream(
    @AuditQuery() { lastEventId: inQuery, ...filters }: LiveQueryDto,
    @ReaderScope() scope: LogScope,
    @Req() { method, headers }: EventsRequest,
  ): Promise<StreamableFile> {
    if (method === 'HEAD') return new StreamableFile(Readable.from([]), { type: EVENTS });
    const inHeader = headers['last-event-id'];
    const lastEventId = typeof inHeader === 'string' && inHeader !== '' ? inHeader : inQuery;
    const reader = { scope, user: userKeyOf(askingActor()), lastEventId };
    return new StreamableFile(await this.#live.open(filters, reader), { type: EVENTS });
  }
}
