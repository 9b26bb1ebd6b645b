import { type ArgumentMetadata, ValidationPipe, type ValidationError } from '@nestjs/common';
import { AppError, type FieldError } from './app-error.ts';
import { shapeErrors } from './body-shape.ts';
import { problemErrors } from './problem.errors.ts';

/**
 * The pipe that checks every body, query and set of route parameters against its DTO class. Unknown fields are
 * refused rather than dropped, so that a misspelt filter never widens a search; types are only converted where
 * the DTO says so with `@Type()`.
 * @throws {AppError} VALIDATION_FAILED with one entry per refused rule
 */
export function createValidationPipe(): ValidationPipe {
  return new ShapedValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    // The refused values may be passwords; they stay out of the error.
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => new AppError(problemErrors.VALIDATION_FAILED, { errors: fieldErrors(errors) }),
  });
}

class ShapedValidationPipe extends ValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const errors = metadata.type === 'custom' ? [] : shapeErrors(value);
    if (errors.length > 0) throw new AppError(problemErrors.VALIDATION_FAILED, { errors });
    return super.transform(value, metadata);
  }
}

/** Flattens the tree of class-validator to one `{field, reason}` per broken rule, fields in dotted paths. */
function fieldErrors(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const field = parent === '' ? error.property : `${parent}.${error.property}`;
    const own = Object.values(error.constraints ?? {}).map((reason) => ({ field, reason }));
    return [...own, ...fieldErrors(error.children ?? [], field)];
  });
}
