import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import {
  type HttpServer,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
  StreamableFile,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AUDIT_SETTINGS, type AuditSettings } from '../../audit.options.ts';
import { AuditService } from '../../delivery/audit.service.ts';
import type { AuditHttp } from '../../entry/audit-entry.ts';
import { AuditScope } from '../../entry/audit-scope.ts';
import { AuditActorResolver } from './audit-actor-resolver.ts';
import { watchAnswer } from './answer-watch.ts';
import { type AuditLevel, AuditPolicy } from './audit-policy.ts';

import { parseTrustedProxies } from './client-address.ts';
import { Connection } from './connection.ts';
import {
  type ExpressRouter,
  type FastifyRoute,
  type KnownRoute,
  routesOfExpress,
  routesOfFastify,
} from './known-routes.ts';
import type { PlatformRequest } from './platform-request.ts';
import { refuseHiding } from './policy-check.ts';
import { lateFaultEntry, leftOfRequest, requestEntry, type RequestEnding, unfinishedEntry } from './request-entry.ts';
import type { RequestPorts } from './request-origin.ts';
import { RequestScope } from './request-scope.ts';
import { whenClosed } from './when-closed.ts';

/** The hooks of Fastify that are used. */
interface FastifyHooks {
  addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): void;
  addHook(
    name: 'onError',
    hook: (
      request: PlatformRequest & { raw: IncomingMessage },
      reply: { raw: ServerResponse },
      error: unknown,
      done: () => void,
    ) => void,
  ): void;
  addHook(
    name: 'onRequest' | 'preValidation',
    hook: (
      request: PlatformRequest & { raw: IncomingMessage },
      reply: { raw: ServerResponse },
      done: () => void,
    ) => void,
  ): void;
}

/** Stands at the request itself: a WeakMap of all requests would cost as much as the rest of the capture, in collection. */
const SCOPE = Symbol('audit:scope');

interface CapturedRequest extends IncomingMessage {
  [SCOPE]?: RequestScope;
}

/** A request, its answer, the connection between, and what is to be done when that is over. */
interface Exchange {
  readonly scope: RequestScope;
  readonly response: ServerResponse;
  readonly connection: Connection | undefined;
  readonly close: () => void;
}

/**
 * Sees every request of the application, whoever answers it and however it ends, and records it once. It stands below
 * Nest, in front of the whole platform, because Nest's own places each miss some: body parsers, guards, unknown routes,
 * aborted clients (ADR 5).
 */
@Injectable()
export class HttpCapture implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(HttpCapture.name);
  /** Requests whose answer is under way, or whose client has left before there was one. */
  readonly #open = new Set<Exchange>();
  readonly #adapterHost: HttpAdapterHost;
  readonly #audit: AuditService;
  readonly #settings: AuditSettings;
  readonly #ports: RequestPorts;
  readonly #policy: AuditPolicy;
  /** What Fastify has told of its routes. */
  readonly #routes: KnownRoute[] = [];

  constructor(
    @Inject(HttpAdapterHost) adapterHost: HttpAdapterHost,
    @Inject(AuditService) audit: AuditService,
    @Inject(AUDIT_SETTINGS) settings: AuditSettings,
    @Inject(AuditActorResolver) actors: AuditActorResolver,
  ) {
    this.#adapterHost = adapterHost;
    this.#audit = audit;
    this.#settings = settings;
    this.#policy = new AuditPolicy(settings.policy);
    this.#ports = { actors, requestId: settings.requestId, proxies: parseTrustedProxies(settings.trustedProxies) };
    adapterHost.init$.subscribe(() => this.#joinPlatform(adapterHost.httpAdapter));
  }

  /** Joins the server itself, which exists by now and does not listen yet. */
  onModuleInit(): void {
    const server = this.#adapterHost.httpAdapter?.getHttpServer() as Partial<Server> | undefined;
    server?.prependListener?.('request', (request: IncomingMessage, response: ServerResponse) =>
      this.#begin(request, response).enter(),
    );
  }

  /**
   * By now the routes are made.
   * @throws {AuditError} AUDIT_OPTIONS_INVALID when the policy hides what has to be seen
   */
  onApplicationBootstrap(): void {
    const adapter = this.#adapterHost.httpAdapter as HttpServer | undefined;
    const isExpress = adapter?.getType?.() === 'express';
    refuseHiding(this.#policy, isExpress ? routesOfExpress(adapter.getInstance() as ExpressRouter) : this.#routes);
  }

  /** Nothing is awaited beyond the end of the application. */
  onApplicationShutdown(): void {
    for (const exchange of this.#open) this.#giveUp(exchange);
  }

  /** Requests that do not come through the server (`inject()`, serverless) are met here, at the platform's first step. */
  #joinPlatform(adapter: HttpServer | null): void {
    if (adapter === null) return; // a program without HTTP
    watchReplies(adapter);
    if (adapter.getType() === 'fastify') this.#joinFastify(adapter.getInstance() as FastifyHooks);
    if (adapter.getType() === 'express') {
      adapter.use?.((request: IncomingMessage & PlatformRequest, response: ServerResponse, next: () => void) =>
        this.#continue(this.#begin(request, response), request, next),
      );
    }
  }

  #joinFastify(instance: FastifyHooks): void {
    instance.addHook('onRoute', (route) => void this.#routes.push(...routesOfFastify(route)));
    instance.addHook('onRequest', (request, reply, done) =>
      this.#continue(this.#begin(request.raw, reply.raw), request, done),
    );
    // Nest's middleware may run before the first hook; what it hands on as an error is met here.
    instance.addHook('onError', (request, reply, _error, done) => {
      this.#begin(request.raw, reply.raw).origin.request ??= request;
      done();
    });
    // The end of a body is an event of the socket's, which does not always know the request it belongs to.
    instance.addHook('preValidation', (request, reply, done) =>
      this.#continue(this.#begin(request.raw, reply.raw), request, done),
    );
  }

  #continue(scope: RequestScope, request: PlatformRequest, next: () => void): void {
    scope.origin.request = request;
    if (AuditScope.current() === scope) next();
    else scope.run(next);
  }

  #begin(request: CapturedRequest, response: ServerResponse): RequestScope {
    const known = request[SCOPE];
    if (known !== undefined) return known;
    const scope: RequestScope = new RequestScope({
      request,
      response,
      ports: this.#ports,
      policy: this.#policy,
      onLateFault: (error) => this.#audit.recordFrom(scope.origin, lateFaultEntry(scope, error)),
    });
    request[SCOPE] = scope;
    const connection = Connection.of(request.socket);
    const close = (): void => this.#close(exchange);
    const exchange: Exchange = { scope, response, connection, close };
    connection?.whenOver(close);
    watchAnswer(response, {
      onWhole: (statusCode) => this.#end(exchange, { outcome: outcomeOf(exchange), statusCode }),
      onStream: (statusCode) => this.#stream(exchange, statusCode),
    });
    response.on('pipe', (source: Readable) => scope.watch(source));
    whenClosed(response, close);
    return scope;
  }

  /** What is streamed can still fail: its entry is made when it is over, and tells what the source of the stream says. */
  #stream(exchange: Exchange, statusCode: number): void {
    const { scope, response } = exchange;
    scope.stream(statusCode);
    if (response.destroyed) return this.#end(exchange, { outcome: outcomeOf(exchange), statusCode });
    if (scope.routeAudit?.audited?.isToldWhenBegun === true) {
      return this.#end(exchange, { outcome: 'completed', statusCode });
    }
    this.#noteBegun(scope, statusCode);
    this.#open.add(exchange);
    response.once('finish', () => this.#end(exchange, { outcome: 'completed', statusCode }));
  }

  /** Before the first byte leaves: the client may have all of the answer and the process end before it can tell. */
  #noteBegun(scope: RequestScope, statusCode: number): void {
    if (scope.intents !== undefined) return;
    try {
      if (this.#levelOf(scope, { outcome: 'completed', statusCode }) === 'none') return;
      const intent = this.#audit.note(scope.origin, unfinishedEntry(scope));
      if (intent !== undefined) scope.promise(intent);
    } catch (error) {
      this.#logger.error('The entry of a request that is streamed could not be made', error); // it goes on
    }
  }

  /**
   * The connection is over; what was answered as a whole has its entry by now. When nothing was answered, the
   * application goes on: what it does in the end, and for whom, is what the entry has to tell. It shows when the
   * application tries to answer; one that never does is recorded with its outcome unknown.
   */
  #close(exchange: Exchange): void {
    const { scope, response } = exchange;
    const isAbandoned = scope.streamedStatus === undefined && this.#open.has(exchange);
    if (scope.isOver || isAbandoned) return; // the answer and the connection both tell
    if (response.errored) scope.fail(response.errored); // the application has broken it off itself
    if (scope.streamedStatus !== undefined) return this.#giveUp(exchange);
    this.#open.add(exchange);
    setTimeout(() => this.#giveUp(exchange), this.#settings.abortGraceMs).unref();
  }

  /** The answer is not waited for any longer; what of it has been streamed did not reach its end. */
  #giveUp(exchange: Exchange): void {
    const { scope, connection } = exchange;
    const outcome = connection?.isTimedOut === true ? 'timeout' : 'aborted';
    this.#end(exchange, { outcome, statusCode: scope.streamedStatus ?? null });
  }

  #end(exchange: Exchange, ending: Omit<RequestEnding, 'level'>): void {
    const { scope, connection, close } = exchange;
    if (scope.isOver) return;
    this.#open.delete(exchange);
    connection?.forget(close);
    try {
      scope.arrive();
      const level = this.#levelOf(scope, ending);
      for (const { origin, entry } of leftOfRequest(scope, ending)) this.#audit.recordFrom(origin, entry);
      scope.finish();
      const { outcome, statusCode } = ending;
      if (level !== 'none') this.#audit.recordFrom(scope.origin, requestEntry(scope, { outcome, statusCode, level }));
      this.#audit.commit();
    } catch (error) {
      this.#logger.error('The entry of a request could not be made and is lost', error); // its answer goes out
    }
  }

  /** What is `@Audited` is never hidden, whatever the policy says. */
  #levelOf(scope: RequestScope, { statusCode }: Omit<RequestEnding, 'level'>): AuditLevel {
    const { audited, skipped } = scope.routeAudit ?? {};
    if (skipped !== undefined) return 'none';
    const level = this.#policy.levelOf(scope.policySubjectWith(statusCode));
    return level === 'none' && audited !== undefined ? 'metadata' : level;
  }
}

/** What an answer is streamed from can fail before it is sent, and while it is. */
function watchReplies(adapter: HttpServer): void {
  const reply = adapter.reply.bind(adapter) as (...args: unknown[]) => unknown;
  adapter.reply = (response: unknown, body: unknown, statusCode?: number): unknown => {
    const scope = AuditScope.current();
    if (typeof body === 'object' && body !== null && scope instanceof RequestScope) {
      scope.watch(body instanceof StreamableFile ? body.getStream() : body);
    }
    return reply(response, body, statusCode);
  };
}

/** Only an answer that nobody can take any more did not reach its client. */
function outcomeOf({ response, connection }: Exchange): AuditHttp['outcome'] {
  if (!response.destroyed && connection?.isOver !== true) return 'completed';
  return connection?.isTimedOut === true ? 'timeout' : 'aborted';
}
