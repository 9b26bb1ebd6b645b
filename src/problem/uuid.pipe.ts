import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { AppError } from './app-error.ts';
import { problemErrors } from './problem.errors.ts';

/** Checks a route parameter that is an id, `@Param('id', UuidPipe) id: string`, and gives it as the database writes it. */
@Injectable()
export class UuidPipe implements PipeTransform<unknown, string> {
  /** @throws {AppError} VALIDATION_FAILED when the value is not a UUID */
  transform(value: unknown, { data: field = 'id' }: ArgumentMetadata): string {
    if (typeof value === 'string' && isUUID(value)) return value.toLowerCase();
    throw new AppError(problemErrors.VALIDATION_FAILED, { errors: [{ field, reason: `${field} must be a UUID` }] });
  }
}
