import { Validator } from '@seriousme/openapi-schema-validator';
import { buildProject, Playground } from '../support/running-application.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
}

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: object }>>;
  readonly security?: readonly object[];
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { properties?: Record<string, object> }>> };
}

/** The document of the built application: the compiler's Swagger plugin reads the comments into it. */
describe('/docs-json', () => {
  const playground = new Playground();
  let document: ApiDocument;
  let operations: readonly (readonly [name: string, operation: Operation])[];

  beforeAll(async () => {
    await buildProject();
    const url = await playground.start().ready();
    document = (await (await fetch(`${url}/docs-json`)).json()) as ApiDocument;
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
    );
  }, 120_000);
  afterAll(() => playground.clear());

  it('should be a valid OpenAPI document', async () => {
    expect(await new Validator().validate({ ...document })).toEqual({ valid: true });
  });

  it('should describe every route there is', () => {
    expect(operations.map(([name]) => name).toSorted()).toEqual([
      'DELETE /api/v1/roles/{id}',
      'DELETE /api/v1/users/{id}',
      'DELETE /api/v1/users/{id}/roles/{roleId}',
      'DELETE /api/v1/users/{id}/sessions',
      'DELETE /api/v1/users/{id}/sessions/{sessionId}',
      'GET /api/v1/admin/jobs',
      'GET /api/v1/admin/overview',
      'GET /api/v1/audit-logs',
      'GET /api/v1/audit-logs/archive',
      'GET /api/v1/audit-logs/archive/entries',
      'GET /api/v1/audit-logs/archive/export',
      'GET /api/v1/audit-logs/errors',
      'GET /api/v1/audit-logs/errors/groups',
      'GET /api/v1/audit-logs/export',
      'GET /api/v1/audit-logs/exports',
      'GET /api/v1/audit-logs/exports/{id}',
      'GET /api/v1/audit-logs/exports/{id}/file',
      'GET /api/v1/audit-logs/exports/{id}/manifest',
      'GET /api/v1/audit-logs/fields',
      'GET /api/v1/audit-logs/holds',
      'GET /api/v1/audit-logs/reader',
      'GET /api/v1/audit-logs/resources/{type}/{id}',
      'GET /api/v1/audit-logs/resources/{type}/{id}/state',
      'GET /api/v1/audit-logs/stream',
      'GET /api/v1/audit-logs/summary',
      'GET /api/v1/audit-logs/{id}',
      'GET /api/v1/audit-logs/{id}/related',
      'GET /api/v1/auth/me',
      'GET /api/v1/data-uploads',
      'GET /api/v1/data-uploads/{id}',
      'GET /api/v1/data-uploads/{id}/refusals',
      'GET /api/v1/permissions',
      'GET /api/v1/reconciliations',
      'GET /api/v1/reconciliations/{id}',
      'GET /api/v1/reconciliations/{id}/items',
      'GET /api/v1/roles',
      'GET /api/v1/roles/{id}',
      'GET /api/v1/settings',
      'GET /api/v1/settings/{key}',
      'GET /api/v1/users',
      'GET /api/v1/users/{id}',
      'GET /api/v1/users/{id}/sessions',
      'GET /health/live',
      'GET /health/ready',
      'GET /metrics',
      'PATCH /api/v1/roles/{id}',
      'PATCH /api/v1/users/{id}',
      'POST /api/v1/admin/jobs/{name}',
      'POST /api/v1/audit-logs/exports',
      'POST /api/v1/audit-logs/exports/{id}/cancel',
      'POST /api/v1/audit-logs/holds',
      'POST /api/v1/audit-logs/holds/{id}/release',
      'POST /api/v1/auth/login',
      'POST /api/v1/auth/logout',
      'POST /api/v1/auth/password',
      'POST /api/v1/data-uploads',
      'POST /api/v1/data-uploads/{id}/import',
      'POST /api/v1/reconciliations',
      'POST /api/v1/roles',
      'POST /api/v1/users',
      'POST /api/v1/users/{id}/activate',
      'POST /api/v1/users/{id}/deactivate',
      'POST /api/v1/users/{id}/password-reset',
      'POST /api/v1/users/{id}/unlock',
      'PUT /api/v1/roles/{id}/permissions',
      'PUT /api/v1/settings/{key}',
      'PUT /api/v1/users/{id}/roles/{roleId}',
    ]);
  });

  it('should say of every route what it does, in which group', () => {
    const silent = operations.filter(([, { summary, tags }]) => !summary || !tags?.length);
    expect(silent.map(([name]) => name)).toEqual([]);
  });

  it('should say of every parameter what it means', () => {
    const silent = operations.flatMap(([name, { parameters = [] }]) =>
      parameters.filter(({ description }) => !description).map((parameter) => `${name} ${parameter.name}`),
    );
    expect(silent).toEqual([]);
  });

  it('should ask for no page: there is a first one', () => {
    const asking = operations.flatMap(([name, { parameters = [] }]) =>
      parameters
        .filter((parameter) => parameter.in === 'query' && parameter.required)
        .map((parameter) => `${name} ${parameter.name}`),
    );
    expect(asking.toSorted()).toEqual([
      'GET /api/v1/audit-logs/archive/export format',
      'GET /api/v1/audit-logs/export format',
    ]);
  });

  it('should give every error answer the body it really has', () => {
    const bare = operations
      .filter(([name]) => name.includes('/api/v1/'))
      .flatMap(([name, { responses }]) =>
        Object.entries(responses)
          .filter(
            ([status, { content }]) => Number(status) >= 400 && !(content && 'application/problem+json' in content),
          )
          .map(([status]) => `${name} ${status}`),
      );
    expect(bare).toEqual([]);
  });

  it('should ask for a token everywhere but at sign-in, health and metrics', () => {
    const open = operations.filter(([, { security }]) => !security?.length).map(([name]) => name);
    expect(open).toEqual(['GET /health/live', 'GET /health/ready', 'GET /metrics', 'POST /api/v1/auth/login']);
    const silent = operations.filter(([, { security, responses }]) => security?.length && !('401' in responses));
    expect(silent.map(([name]) => name)).toEqual([]);
  });

  it('should describe every field of an entry with an example', () => {
    const fields = Object.entries(document.components.schemas['AuditLog']?.properties ?? {});
    expect(fields).toHaveLength(21);
    expect(
      fields.filter(([, field]) => !('description' in field) || !('example' in field)).map(([name]) => name),
    ).toEqual([]);
  });
});
