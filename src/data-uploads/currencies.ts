/** Currencies of ISO 4217 that have no two decimals. */
const DECIMALS: Readonly<Record<string, readonly string[]>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '),
  3: 'BHD IQD JOD KWD LYD OMR TND'.split(' '),
  4: ['CLF', 'UYW'],
};

const DECIMALS_OF: ReadonlyMap<string, number> = new Map([
  ...Intl.supportedValuesOf('currency').map((code) => [code, 2] as const),
  ...Object.entries(DECIMALS).flatMap(([decimals, codes]) => codes.map((code) => [code, Number(decimals)] as const)),
]);

/**
 * How many decimals a currency has, e.g. 2 for EUR; undefined for what is no currency.
 *
 * By ISO 4217 and not by `Intl`, which tells how amounts are shown by custom: 0 for HUF, PKR or COP, with changes from
 * one version of Node.js to the next. What is stored in minor units must mean the same for ever, and banks write cents.
 */
export function decimalsOf(currency: string): number | undefined {
  return DECIMALS_OF.get(currency);
}
