import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController } from 'fastify';
import type { Logger } from 'pino';
import { serveDocs } from './app.docs.ts';
import { AppModule, type AppParts } from './app.module.ts';
import { type AuditPage, mountAuditPage } from './audit/index.ts';
import type { Environment } from './config/environment.ts';
import { registerMultipart } from './data-uploads/multipart.ts';
import { NestLogger } from './logging/nest-logger.ts';
import { DOCUMENT_ADDRESS, toDocumentAddress } from './page/view-addresses.ts';
import { createRequestIdGenerator, setRequestIdHeader } from './problem/request-id.ts';
import { answerRouterError } from './problem/router-errors.ts';
import { createValidationPipe } from './problem/validation.pipe.ts';

/** Every route begins with this, but for {@link UNPREFIXED} and the API docs at `/docs`. */
export const API_PREFIX = 'api/v1';

const UNPREFIXED = ['health/live', 'health/ready', 'metrics'];

/** Largest accepted request body: 64 KiB. A route that takes more says so itself. */
const BODY_LIMIT_BYTES = 65_536;

/**
 * Longest parameter in a path as it is written there: the id of a resource in the audit log has up to 300 characters,
 * each of which takes up to nine when it is encoded.
 */
const MAX_PARAM_LENGTH = 300 * 9;

/** What the server around the application is made from. */
export interface ServerParts {
  readonly environment: Environment;
  readonly logger: Logger;
  /** The page to serve at `/`. @default none */
  readonly page?: AuditPage | undefined;
}

/** The application, configured but not yet listening. */
export async function createApp(parts: AppParts & ServerParts): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(parts), createAdapter(parts), {
    logger: new NestLogger(parts.logger),
    abortOnError: false,
  });
  return configureApp(app, parts);
}

/** Fastify as this application needs it. The audit log tells of every request, so Fastify itself logs none. */
export function createAdapter(parts: ServerParts): FastifyAdapter {
  const { TRUST_PROXY } = parts.environment;
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    genReqId: createRequestIdGenerator({ trustProxy: TRUST_PROXY }),
    frameworkErrors: answerRouterError,
    trustProxy: typeof TRUST_PROXY === 'boolean' ? TRUST_PROXY : [...TRUST_PROXY],
    loggerInstance: parts.logger,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
    // The answer to a request that comes during a stop would lack its id; it is served, and the stop waits for it.
    return503OnClosing: false,
    ...(parts.page && { rewriteUrl: toDocumentAddress(parts.page) }),
  });
  adapter.setOnRequestHook(setRequestIdHeader);
  return adapter;
}

/** Everything between Nest and HTTP that is the same for the served application and for the tests. */
export async function configureApp(
  app: NestFastifyApplication,
  { page }: Pick<ServerParts, 'page'> = {},
): Promise<NestFastifyApplication> {
  // A plain-http intranet host must stay reachable: no upgrade to https is forced on the page.
  await app.register(helmet, { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  await app.register(cookie);
  await registerMultipart(app);
  app.setGlobalPrefix(API_PREFIX, { exclude: UNPREFIXED });
  app.useGlobalPipes(createValidationPipe());
  serveDocs(app);
  if (page !== undefined) mountAuditPage(app, { path: '/', page, views: [DOCUMENT_ADDRESS] });
  return app;
}
