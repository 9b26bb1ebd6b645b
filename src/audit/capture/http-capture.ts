import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type HttpServer, Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AUDIT_SETTINGS, type AuditSettings } from '../audit.options.ts';
import { AuditService } from '../delivery/audit.service.ts';
import { AuditScope } from '../entry/audit-scope.ts';
import { AuditActorResolver } from './audit-actor-resolver.ts';
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
export class HttpCapture implements OnModuleInit {
  readonly #logger = new Logger(HttpCapture.name);
  readonly #scopes = new WeakMap<IncomingMessage, RequestScope>();
  readonly #adapterHost: HttpAdapterHost;
  readonly #audit: AuditService;
  readonly #settings: AuditSettings;
  readonly #ports: RequestPorts;

  constructor(
    @Inject(HttpAdapterHost) adapterHost: HttpAdapterHost,
    @Inject(AuditService) audit: AuditService,
    @Inject(AUDIT_SETTINGS) settings: AuditSettings,
    @Inject(AuditActorResolver) actors: AuditActorResolver,
  ) {
    this.#adapterHost = adapterHost;
    this.#audit = audit;
    this.#settings = settings;
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
    let ended = false;
    const end = (ending: RequestEnding): void => {
      if (ended) return;
      ended = true;
      this.#record(scope, ending);
    };
    beforeHeaders(response, (statusCode) => end({ outcome: 'completed', statusCode }));
    response.once('close', () => end({ outcome: 'aborted' }));
    return scope;
  }

  #record(scope: RequestScope, ending: RequestEnding): void {
    try {
      if (scope.routeAudit?.skipped !== undefined) return;
      if (this.#settings.exclude.some((prefix) => isBelow(scope.target, prefix))) return;
      this.#audit.recordFrom(scope.origin, requestEntry(scope, ending));
    } catch (error) {
      this.#logger.error('The entry of a request could not be made and is lost', error); // its answer goes out
    }
  }
}

/** Whole segments only: `/docs` is not above `/docs-of-customers`. */
function isBelow(target: string, prefix: string): boolean {
  return target.startsWith(prefix) && ['', '/', '?'].includes(target.charAt(prefix.length));
}
