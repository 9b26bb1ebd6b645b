/** Where in a list an answer stands. */
export class PaginationDto {
  /** How many items a page has.
   * @example 50 */
  readonly limit: number;

  /** The page, counted from 1.
   * @example 1 */
  readonly page: number;

  /** How many items there are in all.
   * @example 1 */
  readonly total: number;
}
