import type { IncomingMessage, ServerResponse } from 'node:http';
import { activeTraceId } from '../../delivery/active-trace.ts';
import type { AuditActor } from '../../entry/audit-entry.ts';
import type { AuditOrigin } from '../../entry/audit-origin.ts';
import { normaliseIpAddress } from '../../entry/ip-address.ts';
import { newRecordId } from '../../entry/record-id.ts';
import type { AuditActorResolver } from './audit-actor-resolver.ts';
import { clientAddress, type TrustedProxies } from './client-address.ts';
import { askForActor, askForRequestId } from './host-answers.ts';
import type { PlatformRequest } from './platform-request.ts';
import { traceIdOfHeader } from './trace-context.ts';

const ANONYMOUS: AuditActor = { type: 'anonymous' };

/** What the host tells about requests. */
export interface RequestPorts {
  readonly actors: AuditActorResolver;
  readonly requestId?: (request: unknown) => string | undefined;
  /** @default the platform's own notion of whom to believe */
  readonly proxies?: TrustedProxies | undefined;
}

/** Where the entries of a request come from, read from the platform's request as late as possible. */
export class RequestOrigin implements AuditOrigin {
  readonly #raw: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #ports: RequestPorts;
  readonly #socketAddress: string | undefined;
  /** Of a span around the whole request: its end may come in the span of something else. */
  readonly #trace = activeTraceId();
  #request: PlatformRequest | undefined;
  #platformAddress: string | null = null;
  #requestId: string | undefined;

  constructor(raw: IncomingMessage, response: ServerResponse, ports: RequestPorts) {
    this.#raw = raw;
    this.#response = response;
    this.#ports = ports;
    this.#socketAddress = raw.socket?.remoteAddress; // a socket that was closed does not know it any more
  }

  /** The platform's request: known from the moment the platform has made it. */
  get request(): PlatformRequest | undefined {
    return this.#request;
  }

  set request(request: PlatformRequest | undefined) {
    this.#request = request;
    this.#platformAddress ??= this.#askPlatform(); // it asks the socket, which may be gone when the entry is made
  }

  get actor(): AuditActor {
    if (this.#request === undefined) return ANONYMOUS;
    return askForActor(this.#ports.actors, this.#request) ?? ANONYMOUS;
  }

  /** The host's id; else the one its answer carries already; else a new one. */
  get requestId(): string {
    this.#requestId ??= this.#hostsId() ?? this.#answeredId() ?? newRecordId(new Date());
    return this.#requestId;
  }

  get traceId(): string | null {
    return this.#trace?.traceId ?? traceIdOfHeader(this.#raw.headers['traceparent']);
  }

  /** By the trusted proxies that the library was told of; else the platform's own notion of the client's address. */
  get ipAddress(): string | null {
    const { proxies } = this.#ports;
    if (proxies !== undefined) return this.#addressBehind(proxies);
    return this.#askPlatform() ?? this.#platformAddress ?? normaliseIpAddress(this.#socketAddress);
  }

  get userAgent(): string | null {
    return this.#raw.headers['user-agent'] ?? null;
  }

  #hostsId(): string | undefined {
    return this.#request === undefined ? undefined : askForRequestId(this.#ports.requestId, this.#request);
  }

  #answeredId(): string | undefined {
    const id = this.#response.getHeader('x-request-id');
    return typeof id === 'string' && id.trim() !== '' ? id : undefined;
  }

  #addressBehind(proxies: TrustedProxies): string | null {
    const { 'x-forwarded-for': forwardedFor, forwarded } = this.#raw.headers;
    return clientAddress({ socketAddress: this.#socketAddress, forwardedFor, forwarded }, proxies);
  }

  /** The platform asks a function of the host's whom to trust: one that throws tells nothing. */
  #askPlatform(): string | null {
    if (this.#ports.proxies !== undefined) return null;
    try {
      return normaliseIpAddress(this.#request?.ip);
    } catch {
      return null;
    }
  }
}
