import multipart from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../problem/app-error.ts';
import { problemErrors } from '../problem/problem.errors.ts';

/** What `@RouteConfig()` says of a route that takes a form with a file, and nothing else. */
export const TAKES_MULTIPART = { takesMultipart: true } as const;

const MULTIPART = /^multipart\/form-data(?:[\s;]|$)/i;

/** Forms with a file go to the routes that take them; to others they are of an unknown media type, as before. */
export async function registerMultipart(app: NestFastifyApplication): Promise<void> {
  await app.register(multipart);
  const instance: FastifyInstance = app.getHttpAdapter().getInstance();
  instance.addHook('preParsing', (request, _reply, _payload, done) => done(objectionTo(request)));
}

function objectionTo({ headers, routeOptions, is404 }: FastifyRequest): AppError | null {
  const isMultipart = MULTIPART.test(headers['content-type'] ?? '');
  const takesMultipart = 'takesMultipart' in routeOptions.config;
  if (is404 || isMultipart === takesMultipart) return null;
  const options = takesMultipart && {
    message: 'This media type is not accepted here. Send the form as "Content-Type: multipart/form-data".',
  };
  return new AppError(problemErrors.UNSUPPORTED_MEDIA_TYPE, { ...options });
}
