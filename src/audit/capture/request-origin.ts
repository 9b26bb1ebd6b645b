import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuditActor } from '../entry/audit-entry.ts';
import type { AuditOrigin } from '../entry/audit-scope.ts';
import { normaliseIpAddress } from '../entry/ip-address.ts';
import { newRecordId } from '../entry/record-id.ts';
import type { AuditActorResolver } from './audit-actor-resolver.ts';
import type { PlatformRequest } from './platform-request.ts';

/**
 * `version-traceid-parentid-flags`, and more behind another dash in versions to come.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:$|-)/;

/** What the host tells about requests. */
export interface RequestPorts {
  readonly actors: AuditActorResolver;
  readonly requestId?: (request: unknown) => string | undefined;
}

/** Where the entries of a request come from, read from the platform's request as late as possible. */
export class RequestOrigin implements AuditOrigin {
  /** The platform's request: known from the moment the platform has made it. */
  request: PlatformRequest | undefined;
  readonly #raw: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #ports: RequestPorts;
  readonly #socketAddress: string | undefined;
  #requestId: string | undefined;

  constructor(raw: IncomingMessage, response: ServerResponse, ports: RequestPorts) {
    this.#raw = raw;
    this.#response = response;
    this.#ports = ports;
    this.#socketAddress = raw.socket?.remoteAddress; // a socket that was closed does not know it any more
  }

  get actor(): AuditActor {
    return this.#asked((request) => this.#ports.actors.resolve(request)) ?? { type: 'anonymous' };
  }

  /** The host's id; else the one its answer carries already; else a new one. */
  get requestId(): string {
    this.#requestId ??= this.#asked(this.#ports.requestId) ?? this.#answeredId() ?? newRecordId(new Date());
    return this.#requestId;
  }

  get traceId(): string | null {
    return TRACEPARENT.exec(String(this.#raw.headers['traceparent'] ?? ''))?.[1] ?? null;
  }

  /** The platform's own notion of the client's address: it knows which proxies are trusted. */
  get ipAddress(): string | null {
    return normaliseIpAddress(this.request?.ip ?? this.#socketAddress);
  }

  get userAgent(): string | null {
    return this.#raw.headers['user-agent'] ?? null;
  }

  #answeredId(): string | undefined {
    const id = this.#response.getHeader('x-request-id');
    return typeof id === 'string' ? id : undefined;
  }

  /** A port of the host's that throws tells nothing. */
  #asked<T>(ask: ((request: unknown) => T | undefined) | undefined): T | undefined {
    if (this.request === undefined) return undefined;
    try {
      return ask?.(this.request);
    } catch {
      return undefined;
    }
  }
}
