import { errorMonitor } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { types } from 'node:util';
import { AuditScope } from '../../entry/audit-scope.ts';
import type { AuditSubject } from '../../entry/taken-entries.ts';
import { auditedSubject } from '../marks/audited-entry.ts';
import type { AuditedCall, AuditedOptions } from '../marks/audited-options.ts';
import type { AuditPolicy, PolicySubject } from './audit-policy.ts';
import { type PlatformRoute, routeOf, routeParamsOf } from './platform-request.ts';
import { RequestOrigin, type RequestPorts } from './request-origin.ts';
import type { RouteAudit } from '../marks/route-metadata.ts';

/** What the scope of a request is made of. */
export interface RequestScopeParts {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly ports: RequestPorts;
  readonly policy: AuditPolicy;
  /** Something was thrown after the entry of the request had been made. */
  readonly onLateFault: (error: unknown) => void;
}

/** One request while it runs: what its one entry will be made of. */
export class RequestScope extends AuditScope {
  declare readonly origin: RequestOrigin;
  readonly method: string;
  /** Path and query as the client sent them, before any router changes them. */
  readonly target: string;
  readonly startedAt = performance.now();
  #call: Pick<AuditedCall, 'args' | 'result' | 'count'> = {};
  #fault: { readonly error: unknown } | undefined;
  #broken: { readonly error: unknown } | undefined;

  readonly #headers: IncomingMessage['headers'];
  readonly #policy: AuditPolicy;
  readonly #onLateFault: (error: unknown) => void;
  #route: PlatformRoute | undefined;
  #streamedStatus: number | undefined;
  #isOver = false;

  constructor({ request, response, ports, policy, onLateFault }: RequestScopeParts) {
    super(new RequestOrigin(request, response, ports));
    this.method = request.method ?? 'GET';
    this.target = request.url ?? '/';
    this.#headers = request.headers;
    this.#policy = policy;
    this.#onLateFault = onLateFault;
  }

  /** Whether the entry of the request has been made. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The status of an answer that has begun and of which more is to come. */
  get streamedStatus(): number | undefined {
    return this.#streamedStatus;
  }

  /** What broke the answer after it had begun. */
  get broken(): { readonly error: unknown } | undefined {
    return this.#broken;
  }

  override get keepsChanges(): boolean {
    const level = this.#policy.levelOf(this.policySubjectWith(undefined));
    return level === 'changes' || level === 'request';
  }

  /** The route that the request has reached by now. */
  get route(): PlatformRoute {
    if (this.#route !== undefined) return this.#route;
    const route = routeOf(this.origin.request);
    if (route.isFinal) this.#route = route;
    return route;
  }

  /** No other route is reached any more: the request has ended. */
  arrive(): void {
    this.#route = this.route;
  }

  /** What the decorators say about the handler of the route. */
  get routeAudit(): RouteAudit | undefined {
    return this.route.audit;
  }

  /** {@link target} without the query. */
  get path(): string {
    const end = this.target.indexOf('?');
    return end < 0 ? this.target : this.target.slice(0, end);
  }

  /** What a policy looks at, when the answer has this status. */
  policySubjectWith(statusCode: PolicySubject['statusCode']): PolicySubject {
    return { method: this.method, route: this.route.pattern, path: this.path, statusCode };
  }

  /** What the client sent, as the platform has read it; where it did not, how much that is. */
  get body(): unknown {
    const { body } = (this.origin.request ?? {}) as { readonly body?: unknown };
    const { 'content-length': length, 'content-type': type = 'no type' } = this.#headers;
    if (body !== undefined || length === undefined) return body;
    return `[${length} bytes of ${type}, not read]`;
  }

  get call(): AuditedCall {
    return { ...this.#call, params: routeParamsOf(this.origin.request) };
  }

  /** The last thing that was thrown, wrapped because `undefined` can be thrown too. */
  get fault(): { readonly error: unknown } | undefined {
    return this.#fault;
  }

  /** Whether this call of an audited method is the request's own handler, whose story is the entry of the request. */
  claim(options: AuditedOptions, args: readonly unknown[]): boolean {
    if (this.#call.args !== undefined || this.routeAudit?.audited !== options) return false;
    this.#call = { args: args as never };
    return true;
  }

  /** What the request's own handler gave, and how many values when those are several. */
  succeed(result: unknown, count?: number): void {
    this.#call = { ...this.#call, result, ...(count !== undefined && { count }) };
  }

  override tells(): AuditSubject | undefined {
    const audited = this.#isOver ? undefined : this.routeAudit?.audited;
    return audited && auditedSubject(audited, this.call, this.notes);
  }

  override isRunning(options: object): boolean {
    return !this.#isOver && this.#call.args !== undefined && this.routeAudit?.audited === options;
  }

  fail(error: unknown): void {
    if (this.#fault !== undefined && Object.is(this.#fault.error, error)) return; // everybody on its way tells it
    this.#fault = { error };
    if (this.#isOver) this.#onLateFault(error);
    else if (this.#streamedStatus !== undefined) this.#broken = this.#fault;
  }

  /** Notes what breaks the source that an answer is made from, without handling it. */
  watch(source: unknown): void {
    const fail = (error: unknown): void => this.fail(error);
    if (source instanceof Readable) source.once(errorMonitor, fail);
    else if (isAsyncGenerator(source)) {
      const next = source.next.bind(source);
      source.next = (...args) => {
        const step = next(...args);
        step.then(undefined, fail);
        return step;
      };
    }
  }

  /** The answer has begun, and more of it is to come. */
  stream(statusCode: number): void {
    this.#streamedStatus = statusCode;
  }

  /** The entry of the request is made. */
  finish(): void {
    this.#isOver = true;
  }
}

function isAsyncGenerator(source: unknown): source is AsyncGenerator {
  return types.isGeneratorObject(source) && Symbol.asyncIterator in source;
}
