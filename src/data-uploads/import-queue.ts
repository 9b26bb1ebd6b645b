/** The queue of the imports. */
export const IMPORT_QUEUE = 'import-data-upload';

/** What a job of that queue is about. */
export interface ImportPayload {
  readonly uploadId: string;
}
