import { v7 as uuid } from 'uuid';
import { mergeMap } from 'rxjs';

/** What applications do without a library: the answer waits until a row like those of the library is saved. */
export class SavingInterceptor {
  #logs;
  #actor;

  constructor(logs, actor) {
    this.#logs = logs;
    this.#actor = actor;
  }

  intercept(context, next) {
    const startedAt = performance.now();
    const request = context.switchToHttp().getRequest();
    return next.handle().pipe(
      mergeMap(async (answer) => {
        await this.#logs.save(this.#rowOf(request, performance.now() - startedAt));
        return answer;
      }),
    );
  }

  #rowOf({ method, url, ip, headers, routeOptions, query }, durationMs) {
    const [path] = url.split('?');
    return {
      id: uuid(),
      timestamp: new Date(),
      recordedAt: new Date(),
      category: 'request',
      actionType: 'request',
      description: `${this.#actor.label} requested ${method} ${path}`,
      status: 'success',
      actorType: this.#actor.type,
      userId: this.#actor.id,
      userLabel: this.#actor.label,
      ipAddress: ip,
      userAgent: headers['user-agent'],
      requestId: uuid(),
      traceId: uuid().replaceAll('-', ''),
      metadata: {
        http: {
          method,
          route: routeOptions.url,
          path,
          query,
          statusCode: method === 'POST' ? 201 : 200,
          durationMs: Math.round(durationMs * 10) / 10,
          outcome: 'completed',
        },
      },
    };
  }
}
