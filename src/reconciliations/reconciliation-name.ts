/** The names of the two files. */
export interface ReconciledFiles {
  readonly ledgerFileName: string;
  readonly bankFileName: string;
}

/** What the audit log calls a reconciliation. */
export function nameOf({ ledgerFileName, bankFileName }: ReconciledFiles): string {
  return `reconciliation of ${ledgerFileName} with ${bankFileName}`;
}
