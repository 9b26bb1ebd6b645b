import type { Observable, ObservableInput } from 'rxjs';
import type { AuditActor, AuditChanges } from '../../entry/audit-entry.ts';
import type { AuditAction, AuditCategory } from '../../entry/catalogue.ts';
import type { AuditDelivery } from '../../entry/delivery.ts';

/** Any method that can be audited. */
// The parameters are only ever passed through; `never[]` lets every method match.
export type AnyMethod = (...args: never[]) => unknown;

/** What a method gives in the end: the value of a promise, the values of an Observable or iterator. */
export type AuditedResult<Method extends AnyMethod> = ValueOf<Awaited<ReturnType<Method>>>;

type ValueOf<Given> =
  Given extends ObservableInput<infer Value>
    ? Given extends Observable<Value> | AsyncIterator<Value> | Iterator<Value>
      ? Value
      : Given
    : Given;

/** One call of an audited method, as far as it went. */
export interface AuditedCall<Method extends AnyMethod = AnyMethod> {
  /** What the method got; undefined when the request was refused before it reached the method. */
  readonly args?: Parameters<Method>;
  /** What the method gave, of an Observable or iterator the last value; undefined unless it succeeded. */
  readonly result?: AuditedResult<Method>;
  /** How many values an Observable or iterator gave. */
  readonly count?: number;
  /** The route's parameters; empty outside HTTP. */
  readonly params: Readonly<Record<string, string>>;
}

/** What {@link Audited} says about a method. The functions see the call as far as it went. */
export interface AuditedOptions<Method extends AnyMethod = AnyMethod> {
  readonly category: AuditCategory;
  readonly action: AuditAction;
  /** Who does it, where no request tells: a job knows who has asked for it. @default the request's actor, or the system */
  readonly actor?: (call: AuditedCall<Method>) => AuditActor | undefined;
  /** The kind of thing it is done to: `user`. */
  readonly resource?: string;
  /** Which one. @default the route parameter `id` */
  readonly resourceId?: (call: AuditedCall<Method>) => string | null | undefined;
  /** What the sentence names, as a noun phrase. @default the resource and its id */
  readonly object?: (call: AuditedCall<Method>) => string | null | undefined;
  /**
   * The whole sentence of an entry that tells of a success.
   * @default made from actor, action, object, status and reason, as for all that failed
   */
  readonly description?: (call: AuditedCall<Method>) => string | null | undefined;
  /** What else the entry keeps. */
  readonly metadata?: (call: AuditedCall<Method>) => Readonly<Record<string, unknown>> | undefined;
  /** What is different since the call, before and after. */
  readonly changes?: (call: AuditedCall<Method>) => AuditChanges | undefined;
  /**
   * How much it matters that the entry is not lost. With `critical` the method runs only when that it begins is on the
   * disk; else it throws AUDIT_UNAVAILABLE (503) without having begun. When the process dies before it has ended, the
   * entry says that the outcome is not known.
   * @default `critical` for sign-ins, changes of roles and of settings, and exports; else `standard`
   */
  readonly delivery?: AuditDelivery;
  /**
   * Whether the entry of a request is made when its answer begins, and not when it ends: for answers that go on for as
   * long as somebody listens. @default false
   */
  readonly isToldWhenBegun?: boolean;
}
