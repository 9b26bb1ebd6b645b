import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { auditOfMethod } from '../../src/audit/capture/route-metadata.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

interface Route {
  readonly name: string;
  readonly method: RequestMethod;
  readonly handler: object;
}

/** Every handler of every controller that Nest made a route of. */
function routesOf(test: TestApp): readonly Route[] {
  const modules = [...test.app.get(ModulesContainer).values()];
  const controllers = modules.flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ instance, name }) => {
    const prototype = Object.getPrototypeOf(instance) as Record<string, unknown>;
    return Object.getOwnPropertyNames(prototype)
      .map((key) => ({ name: `${String(name)}.${key}`, handler: prototype[key] }))
      .filter((route): route is { name: string; handler: object } => typeof route.handler === 'function')
      .map((route) => ({ ...route, method: Reflect.getMetadata('method', route.handler) as RequestMethod }))
      .filter(({ method }) => method !== undefined);
  });
}

describe('the routes of the application', () => {
  let test: TestApp;
  let routes: readonly Route[];
  beforeAll(async () => {
    test = await createTestApp();
    routes = routesOf(test);
  });
  afterAll(() => test.close());

  it('should be found', () => {
    expect(routes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['AuditLogsController.list', 'UsersController.create', 'AuthController.login']),
    );
  });

  it('should be audited, or skipped with a reason, when they are not for reading', () => {
    const silent = routes
      .filter(({ method }) => method !== RequestMethod.GET)
      .filter(({ handler }) => {
        const audit = auditOfMethod(handler);
        return audit?.audited === undefined && (audit?.skipped ?? '').trim() === '';
      });
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});
