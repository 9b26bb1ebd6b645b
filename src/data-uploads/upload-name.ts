import type { DataUpload } from './data-upload.entity.ts';

/** What the audit log calls an upload. */
export function nameOf({ fileName }: Pick<DataUpload, 'fileName'>): string {
  return `data upload ${fileName}`;
}
