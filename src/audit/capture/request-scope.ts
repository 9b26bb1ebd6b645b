import type { IncomingMessage, ServerResponse } from 'node:http';
import { AuditScope } from '../entry/audit-scope.ts';
import type { AuditedCall, AuditedOptions } from './audited-options.ts';
import type { PolicySubject } from './audit-policy.ts';
import { routeAuditOf, routeParamsOf, routePatternOf } from './platform-request.ts';
import { RequestOrigin, type RequestPorts } from './request-origin.ts';
import type { RouteAudit } from './route-metadata.ts';

/** One request while it runs: what its one entry will be made of. */
export class RequestScope extends AuditScope {
  declare readonly origin: RequestOrigin;
  readonly method: string;
  /** Path and query as the client sent them, before any router changes them. */
  readonly target: string;
  readonly startedAt = performance.now();
  #handlerAudit: RouteAudit | undefined;
  #args: readonly unknown[] | undefined;
  #result: unknown;
  #fault: { readonly error: unknown } | undefined;

  constructor(raw: IncomingMessage, response: ServerResponse, ports: RequestPorts) {
    super(new RequestOrigin(raw, response, ports));
    this.method = raw.method ?? 'GET';
    this.target = raw.url ?? '/';
  }

  /** What the decorators say about the route: from its handler, or from the route itself when that was not reached. */
  get routeAudit(): RouteAudit | undefined {
    return this.#handlerAudit ?? routeAuditOf(this.origin.request);
  }

  /** What a policy looks at, but for the status. */
  get policySubject(): Omit<PolicySubject, 'statusCode'> {
    const [path = ''] = this.target.split('?', 1);
    return { method: this.method, route: routePatternOf(this.origin.request), path };
  }

  get call(): AuditedCall {
    return { args: this.#args as never, result: this.#result, params: routeParamsOf(this.origin.request) };
  }

  /** The last thing that was thrown, wrapped because `undefined` can be thrown too. */
  get fault(): { readonly error: unknown } | undefined {
    return this.#fault;
  }

  /** The request has reached this handler. */
  reach(audit: RouteAudit | undefined): void {
    this.#handlerAudit = audit;
  }

  /** Whether this call of an audited method is the request's own handler, whose story is the entry of the request. */
  claim(options: AuditedOptions, args: readonly unknown[]): boolean {
    if (this.#args !== undefined || this.routeAudit?.audited !== options) return false;
    this.#args = args;
    return true;
  }

  succeed(result: unknown): void {
    this.#result = result;
  }

  fail(error: unknown): void {
    this.#fault = { error };
  }
}
