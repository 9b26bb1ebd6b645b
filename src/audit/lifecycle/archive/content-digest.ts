/** What a set of rows holds: how many, and the sums of the parts of their hashes. */
export interface ContentDigest {
  readonly rows: number;
  readonly sums: readonly bigint[];
}

/** An answer to the query of a digest. */
export interface DigestRow {
  readonly rows: string;
  readonly sums: readonly string[];
}

export function digestOf(row: DigestRow | undefined): ContentDigest {
  return { rows: Number(row?.rows ?? 0), sums: (row?.sums ?? ['0', '0', '0', '0']).map(BigInt) };
}

/** The digest of all of them together. */
export function addDigests(digests: readonly ContentDigest[]): ContentDigest {
  return digests.reduce<ContentDigest>(
    (total, { rows, sums }) => ({
      rows: total.rows + rows,
      sums: total.sums.map((sum, part) => sum + (sums[part] ?? 0n)),
    }),
    digestOf(undefined),
  );
}

/** The sums as a text that is equal when they are. */
export function contentHash({ sums }: ContentDigest): string {
  return sums.map((sum) => sum.toString(16)).join('-');
}
