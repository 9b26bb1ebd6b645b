import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import {
  type HttpServer,
  Inject,
  Injectable,
  Logger,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AUDIT_SETTINGS, type AuditSettings } from '../audit.options.ts';
import { AuditService } from '../delivery/audit.service.ts';
import { AuditScope } from '../entry/audit-scope.ts';
import { AuditActorResolver } from './audit-actor-resolver.ts';
import { AuditPolicy } from './audit-policy.ts';
import { beforeHeaders } from './before-headers.ts';
import type { PlatformRequest } from './platform-request.ts';
import { requestEntry, type RequestEnding } from './request-entry.ts';
import type { RequestPorts } from './request-origin.ts';
import { RequestScope } from './request-scope.ts';

/** The two hooks of Fastify that are used. */
interface FastifyHooks {
  addHook(
    name: 'onRequest' | 'preValidation',
    hook: (
      request: PlatformRequest & { raw: IncomingMessage },
      reply: { raw: ServerResponse },
      done: () => void,
    ) => void,
  ): void;
}

/**
 * Sees every request of the application, whoever answers it and however it ends, and records it once. It stands below
 * Nest, in front of the whole platform, because Nest's own places each miss some: body parsers, guards, unknown routes,
 * aborted clients (ADR 5).
 */
@Injectable()
export class HttpCapture implements OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger(HttpCapture.name);
  readonly #scopes = new WeakMap<IncomingMessage, RequestScope>();
  /** Ends of requests whose client has left and whose outcome is awaited. */
  readonly #abandoned = new Set<(statusCode: null) => void>();
  readonly #adapterHost: HttpAdapterHost;
  readonly #audit: AuditService;
  readonly #settings: AuditSettings;
  readonly #ports: RequestPorts;
  readonly #policy: AuditPolicy;

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
    this.#ports = { actors, requestId: settings.requestId };
    adapterHost.init$.subscribe(() => this.#joinPlatform(adapterHost.httpAdapter));
  }

  /** Joins the server itself, which exists by now and does not listen yet. */
  onModuleInit(): void {
    const server = this.#adapterHost.httpAdapter?.getHttpServer() as Partial<Server> | undefined;
    server?.prependListener?.('request', (request: IncomingMessage, response: ServerResponse) =>
      this.#begin(request, response).enter(),
    );
  }

  /** Nothing is awaited beyond the end of the application. */
  onApplicationShutdown(): void {
    for (const end of this.#abandoned) end(null);
  }

  /** Requests that do not come through the server (`inject()`, serverless) are met here, at the platform's first step. */
  #joinPlatform(adapter: HttpServer | null): void {
    if (adapter === null) return; // a program without HTTP
    if (adapter.getType() === 'fastify') this.#joinFastify(adapter.getInstance() as FastifyHooks);
    if (adapter.getType() === 'express') {
      adapter.use?.((request: IncomingMessage & PlatformRequest, response: ServerResponse, next: () => void) =>
        this.#continue(this.#begin(request, response), request, next),
      );
    }
  }

  #joinFastify(instance: FastifyHooks): void {
    instance.addHook('onRequest', (request, reply, done) =>
      this.#continue(this.#begin(request.raw, reply.raw), request, done),
    );
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

  #begin(request: IncomingMessage, response: ServerResponse): RequestScope {
    const known = this.#scopes.get(request);
    if (known !== undefined) return known;
    const scope = new RequestScope(request, response, this.#ports);
    this.#scopes.set(request, scope);
    let outcome: RequestEnding['outcome'] = 'completed';
    let isEnded = false;
    const end = (statusCode: number | null): void => {
      if (isEnded) return;
      isEnded = true;
      this.#abandoned.delete(end);
      this.#record(scope, { outcome, statusCode });
    };
    beforeHeaders(response, end);
    response.once('close', () => {
      if (isEnded) return;
      outcome = 'aborted';
      this.#abandon(end);
    });
    return scope;
  }

  /**
   * The client has left, the application goes on: what it does in the end, and for whom, is what the entry has to tell.
   * It shows when the application tries to answer; one that never does is recorded with its outcome unknown.
   */
  #abandon(end: (statusCode: null) => void): void {
    this.#abandoned.add(end);
    setTimeout(() => end(null), this.#settings.abortGraceMs).unref();
  }

  #record(scope: RequestScope, ending: RequestEnding): void {
    try {
      if (this.#isHidden(scope, ending)) return;
      this.#audit.recordFrom(scope.origin, requestEntry(scope, ending));
    } catch (error) {
      this.#logger.error('The entry of a request could not be made and is lost', error); // its answer goes out
    }
  }

  /** What is `@Audited` is never hidden, whatever the policy says. */
  #isHidden(scope: RequestScope, { statusCode }: RequestEnding): boolean {
    const { audited, skipped } = scope.routeAudit ?? {};
    if (audited !== undefined || skipped !== undefined) return skipped !== undefined;
    return this.#policy.levelOf({ ...scope.policySubject, statusCode }) === 'none';
  }
}
