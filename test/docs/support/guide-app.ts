import type { DynamicModule, ForwardReference, INestApplication, Provider, Type } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule, type AuditModuleExtras, type AuditModuleOptions } from '../../../src/audit/index.ts';
import { createTestDatabase } from '../../support/database.ts';
import { journalInTemp } from '../../support/journal.ts';
import { LogReader } from '../../support/log-reader.ts';

type Import = Type | DynamicModule | Promise<DynamicModule> | ForwardReference;

/** The parts of a guide that make an application. */
export interface GuideParts {
  readonly imports?: readonly Import[];
  readonly controllers?: readonly Type[];
  readonly providers?: readonly Provider[];
  readonly entities?: readonly Type[];
  readonly audit?: AuditModuleOptions & AuditModuleExtras;
}

/** An application made of a guide's code, on a real database. */
export interface GuideApp {
  readonly app: NestFastifyApplication;
  readonly log: LogReader;
  /** Sends a request as whom the guards have left on it. @returns status and body */
  send(route: string, options?: { readonly body?: object; readonly as?: object }): Promise<readonly [number, unknown]>;
  close(): Promise<void>;
}

/** Puts what `as` says onto the platform's request, as guards do. */
export function leaveOnRequests(app: INestApplication): void {
  const fastify = (app as NestFastifyApplication).getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, _reply, done) => {
    Object.assign(request, JSON.parse((request.headers['x-as'] as string | undefined) ?? '{}'));
    done();
  });
}

export async function createGuideApp({ imports = [], entities = [], audit, ...parts }: GuideParts): Promise<GuideApp> {
  const database = await createTestDatabase();
  const module = await Test.createTestingModule({
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url: database.url, autoLoadEntities: true, synchronize: true }),
      TypeOrmModule.forFeature([...entities]),
      AuditModule.forRoot({ journal: journalInTemp(), ...audit }),
      ...imports,
    ],
    controllers: [...(parts.controllers ?? [])],
    providers: [...(parts.providers ?? [])],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  leaveOnRequests(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const log = new LogReader(app);
  await log.fresh();
  return {
    app,
    log,
    send: (route, options) => send(app, route, options),
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}

export async function send(
  app: NestFastifyApplication,
  route: string,
  { body, as = {} }: { readonly body?: object; readonly as?: object } = {},
): Promise<readonly [number, unknown]> {
  const [method = 'GET', url = '/'] = route.split(' ');
  const headers = { 'x-as': JSON.stringify(as) };
  const answer = await app.inject({
    method: method as 'GET',
    url,
    headers,
    ...(body !== undefined && { payload: body }),
  });
  const isJson = String(answer.headers['content-type']).includes('json');
  return [answer.statusCode, isJson ? answer.json<unknown>() : answer.payload];
}
