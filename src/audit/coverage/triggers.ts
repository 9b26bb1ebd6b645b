import type { ClassMethod } from './class-methods.ts';

/** What makes Nest call a method. */
export interface Trigger {
  /** `route`, `message`, `event`, `socket`, `resolver`, `timer`, `method`, or a word of the host's. */
  readonly kind: string;
  /** `POST /users`, a pattern of messages, `cron 0 3 * * *` */
  readonly name: string;
}

/**
 * What is not a request of HTTP. The packages that call these methods are not the library's: their decorators are known
 * by the names under which they leave what they say.
 */
export function triggersOf(method: ClassMethod): readonly Trigger[] {
  return [...messagesOf(method), ...socketMessagesOf(method), ...resolversOf(method), ...timersOf(method)];
}

/** `@MessagePattern` and `@EventPattern` of `@nestjs/microservices`; they count on controllers only. */
function messagesOf({ isController, handler }: ClassMethod): readonly Trigger[] {
  const type = read('microservices:handler_type', handler);
  if (!isController || type === undefined) return [];
  const patterns = read('microservices:pattern', handler);
  const kind = type === 2 ? 'event' : 'message';
  return (Array.isArray(patterns) ? (patterns as unknown[]) : [patterns]).map((pattern) => ({
    kind,
    name: told(pattern),
  }));
}

/** `@SubscribeMessage` of `@nestjs/websockets`. */
function socketMessagesOf({ owner, handler }: ClassMethod): readonly Trigger[] {
  if (read('websockets:is_gateway', owner) !== true || read('websockets:message_mapping', handler) !== true) return [];
  return [{ kind: 'socket', name: told(read('message', handler)) }];
}

/** `@Query`, `@Mutation` and `@Subscription` of `@nestjs/graphql`. */
function resolversOf({ key, handler }: ClassMethod): readonly Trigger[] {
  const type = read('graphql:resolver_type', handler);
  if (type !== 'Query' && type !== 'Mutation' && type !== 'Subscription') return [];
  const name = read('graphql:resolver_name', handler);
  return [{ kind: 'resolver', name: `${type} ${typeof name === 'string' ? name : key}` }];
}

/** `@Cron`, `@Interval` and `@Timeout` of `@nestjs/schedule`. */
function timersOf({ handler }: ClassMethod): readonly Trigger[] {
  const cron = read('SCHEDULE_CRON_OPTIONS', handler) as { readonly cronTime: unknown } | undefined;
  const interval = read('SCHEDULE_INTERVAL_OPTIONS', handler) as { readonly timeout: number } | undefined;
  const timeout = read('SCHEDULE_TIMEOUT_OPTIONS', handler) as { readonly timeout: number } | undefined;
  const names = [
    cron && `cron ${cron.cronTime instanceof Date ? cron.cronTime.toISOString() : told(cron.cronTime)}`,
    interval && `every ${interval.timeout} ms`,
    timeout && `after ${timeout.timeout} ms`,
  ];
  return names.flatMap((name) => (name === undefined ? [] : [{ kind: 'timer', name }]));
}

function read(key: string, target: object): unknown {
  return Reflect.getMetadata(key, target);
}

function told(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
