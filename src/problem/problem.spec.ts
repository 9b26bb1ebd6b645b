import { BadRequestException, ForbiddenException, HttpException, NotFoundException } from '@nestjs/common';
import { AppError, errorCatalogue } from './app-error.ts';
import { problemErrors } from './problem.errors.ts';
import { problemHeaders, refusalOf, toProblem } from './problem.ts';

const errors = errorCatalogue({ OUT_OF_TEA: { status: 418, message: 'There is no tea. Drink water.' } });

const headersOf = (spec: (typeof problemErrors)[keyof typeof problemErrors]) =>
  problemHeaders({ ...spec, isFault: false }, 'id-1');

describe('refusalOf', () => {
  it('should keep code, status, message and fields of an error of ours', () => {
    const fields = [{ field: 'cup', reason: 'cup must be a cup' }];
    expect(refusalOf(new AppError(errors.OUT_OF_TEA, { errors: fields }))).toEqual({
      code: 'OUT_OF_TEA',
      status: 418,
      message: 'There is no tea. Drink water.',
      errors: fields,
      isFault: false,
    });
  });

  it('should keep the code of any HTTP exception that has one, and only fields that are fields', () => {
    const foreign = new HttpException({ code: 'CURSOR_INVALID', message: 'm', errors: [7, { field: 'a' }] }, 400);
    expect(refusalOf(foreign)).toMatchObject({ code: 'CURSOR_INVALID', status: 400, message: 'm', errors: [] });
  });

  it.each([
    [new NotFoundException('Cannot GET /api/v1/nothing?token=s3cret'), 404, 'ROUTE_NOT_FOUND'],
    [new NotFoundException('/etc/passwd is not here: s3cret'), 404, 'NOT_FOUND'],
    [new ForbiddenException('s3cret'), 403, 'FORBIDDEN'],
    [new HttpException('s3cret', 429), 429, 'TOO_MANY_REQUESTS'],
    [new HttpException('s3cret', 503), 503, 'SERVICE_UNAVAILABLE'],
    [new HttpException('s3cret', 502), 502, 'INTERNAL_ERROR'],
    [new Error('s3cret'), 500, 'INTERNAL_ERROR'],
    [Object.assign(new Error('s3cret'), { statusCode: 404, status: 404 }), 500, 'INTERNAL_ERROR'],
    ['s3cret', 500, 'INTERNAL_ERROR'],
    [undefined, 500, 'INTERNAL_ERROR'],
  ])('should not repeat the words of %s', (error, status, code) => {
    const refusal = refusalOf(error);
    expect(refusal).toMatchObject({ status, code, isFault: status >= 500 });
    expect(refusal.message).not.toContain('s3cret');
  });

  it('should tell what a bad request was written with', () => {
    expect(refusalOf(new BadRequestException('limit is too large'))).toMatchObject({
      code: 'BAD_REQUEST',
      message: 'limit is too large',
    });
  });
});

describe('toProblem', () => {
  it('should have the members of RFC 9457, with errors only where there are some', () => {
    const problem = toProblem(refusalOf(new NotFoundException('x')), 'id-1');
    expect(problem).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: problemErrors.NOT_FOUND.message,
      code: 'NOT_FOUND',
      requestId: 'id-1',
    });
  });
});

describe('problemHeaders', () => {
  it('should ask for credentials on 401 only', () => {
    expect(headersOf(problemErrors.UNAUTHENTICATED)).toHaveProperty('WWW-Authenticate', 'Bearer');
    expect(headersOf(problemErrors.FORBIDDEN)).not.toHaveProperty('WWW-Authenticate');
  });

  it('should say when to come back when the database is away', () => {
    expect(headersOf(problemErrors.DATABASE_UNAVAILABLE)).toHaveProperty('Retry-After', '5');
    expect(headersOf(problemErrors.INTERNAL_ERROR)).not.toHaveProperty('Retry-After');
  });
});

describe('the list of errors', () => {
  it.each(Object.entries(problemErrors))('should give %s its own name, an error status and advice', (name, spec) => {
    expect(spec.code).toBe(name);
    expect(spec.status).toBeGreaterThanOrEqual(400);
    expect(spec.message).toMatch(/\. .+\.$/);
  });
});
