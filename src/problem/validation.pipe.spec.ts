import { Type } from 'class-transformer';
import { IsInt, IsString, Length, ValidateNested } from 'class-validator';
import { AppError } from './app-error.ts';
import { refusalOf } from './problem.ts';
import { createValidationPipe } from './validation.pipe.ts';

class ItemDto {
  @IsInt()
  count: number;
}

class OrderDto {
  @IsString()
  @Length(3, 5)
  name: string;

  @ValidateNested({ each: true })
  @Type(() => ItemDto)
  items: ItemDto[];
}

const validate = (value: unknown) => createValidationPipe().transform(value, { type: 'body', metatype: OrderDto });

async function errorsOf(value: unknown) {
  const error: unknown = await validate(value).catch((refused: unknown) => refused);
  expect(error).toBeInstanceOf(AppError);
  return refusalOf(error).errors;
}

describe('createValidationPipe', () => {
  it('should make an instance of the DTO', async () => {
    const order: unknown = await validate({ name: 'abcd', items: [{ count: 1 }] });
    expect(order).toBeInstanceOf(OrderDto);
    expect(order).toEqual({ name: 'abcd', items: [{ count: 1 }] });
  });

  it('should name every broken rule with the path of its field', async () => {
    expect(await errorsOf({ name: 'ab', items: [{ count: 1 }, { count: 'x' }] })).toEqual([
      { field: 'name', reason: 'name must be longer than or equal to 3 characters' },
      { field: 'items.1.count', reason: 'count must be an integer number' },
    ]);
  });

  it('should refuse fields nobody asked for, at any depth', async () => {
    expect(await errorsOf({ name: 'abc', admin: true, items: [{ count: 1, price: 0 }] })).toEqual([
      { field: 'admin', reason: 'property admin should not exist' },
      { field: 'items.0.price', reason: 'property price should not exist' },
    ]);
  });

  it('should not convert what the DTO does not convert', async () => {
    expect(await errorsOf({ name: 1234, items: [] })).toContainEqual({
      field: 'name',
      reason: 'name must be a string',
    });
  });

  it('should not repeat the refused value', async () => {
    const error: unknown = await validate({ name: 's3cret-value', items: 's3cret-value' }).catch((e: unknown) => e);
    expect(JSON.stringify(error)).not.toContain('s3cret-value');
  });
});
