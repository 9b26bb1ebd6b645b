import { STATUS_CODES } from 'node:http';
import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { ErrorSpec } from './app-error.ts';
import { ProblemDto } from './dto/problem.dto.ts';
import { toProblem } from './problem.ts';

const EXAMPLE_REQUEST_ID = '019aaf10-3f5c-7c34-8a59-3b5c8d9c0a11';

/**
 * Documents the error answers of a route, or of all routes of a controller, from the same specs that are thrown.
 * Specs that share a status become examples of one answer.
 */
export function ApiProblems(...specs: readonly ErrorSpec[]): MethodDecorator & ClassDecorator {
  const statuses = [...new Set(specs.map((spec) => spec.status))];
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...statuses.map((status) =>
      answer(
        status,
        specs.filter((spec) => spec.status === status),
      ),
    ),
  );
}

function answer(status: number, specs: readonly ErrorSpec[]): MethodDecorator & ClassDecorator {
  const examples = Object.fromEntries(specs.map((spec) => [spec.code, { value: example(spec) }]));
  return ApiResponse({
    status,
    description: `${STATUS_CODES[status] ?? 'Error'}: ${specs.map((spec) => spec.code).join(', ')}`,
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) }, examples } },
  });
}

function example(spec: ErrorSpec): ProblemDto {
  return toProblem({ ...spec, isFault: false }, EXAMPLE_REQUEST_ID);
}
