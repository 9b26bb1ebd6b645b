import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, getSchemaPath, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemDto } from './problem/dto/problem.dto.ts';

/** Where people read the API docs; the document itself is at `/docs-json`. */
const DOCS_PATH = 'docs';

const DESCRIPTION = `Who did what, when, from where, on which resource, with what result.

Sign in with \`POST /api/v1/auth/login\` and send the \`accessToken\` as \`Authorization: Bearer …\`.
The page of this server has the token in a cookie instead; that counts for requests of the page only, else 403 \`OTHER_SITE\`.
Every answer carries \`X-Request-Id\`, by which its entry in the audit log is found.
Errors are \`application/problem+json\` (RFC 9457). Somebody of whom a new password is required can only change it:
everything else is answered with 403 \`PASSWORD_RESET_REQUIRED\`.`;

/** The API docs, made when they are first asked for. */
export function serveDocs(app: NestFastifyApplication): void {
  SwaggerModule.setup(DOCS_PATH, app, () => createDocument(app), { customSiteTitle: 'Audit log API' });
}

/** The OpenAPI document, also of an application that was not started. */
export function createDocument(app: NestFastifyApplication): OpenAPIObject {
  const frame = new DocumentBuilder()
    .setTitle('Audit log')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addTag('Authentication')
    .addTag('Users')
    .addTag('Roles')
    .addTag('Data uploads')
    .addTag('Reconciliations')
    .addTag('Settings')
    .addTag('Administration')
    .addTag('Audit log')
    .addTag('Health')
    .addTag('Metrics')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .build();
  return withProblems(SwaggerModule.createDocument(app, frame, { extraModels: [ProblemDto] }));
}

/** Error answers that name no body, those of the audit library, have the body that all errors of this application have. */
function withProblems(document: OpenAPIObject): OpenAPIObject {
  const operations = Object.values(document.paths).flatMap((path) => [
    path.get,
    path.post,
    path.put,
    path.patch,
    path.delete,
  ]);
  for (const operation of operations) {
    for (const [status, answer] of Object.entries(operation?.responses ?? {})) {
      if (Number(status) < 400 || answer === undefined || '$ref' in answer || answer.content !== undefined) continue;
      answer.content = { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } };
    }
  }
  return document;
}
