import { setTimeout as sleep } from 'node:timers/promises';
import type { DataUploadDetailsDto } from '../../src/data-uploads/dto/import-refusals.dto.ts';
import { type Answer, call } from './api.ts';
import type { TestApp } from './app.ts';

/** What an upload looks like in an answer: its dates are text. */
export type UploadBody = Omit<DataUploadDetailsDto, 'createdAt'> & { readonly createdAt: string };

/** A file to upload. */
export interface CsvUpload {
  readonly token: string;
  /** @default bank */
  readonly kind?: 'ledger' | 'bank';
  /** @default bank.csv */
  readonly name?: string;
  readonly csv: string | Blob;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The first line of a file, in the order that {@link csvOf} writes. */
export const CSV_HEADER = 'reference,date,amount,currency,description';

/** A file of these lines, each in the order of {@link CSV_HEADER}. */
export function csvOf(...lines: readonly string[]): string {
  return [CSV_HEADER, ...lines, ''].join('\n');
}

/** Uploads a file as browsers do. */
export function uploadCsv(
  test: Pick<TestApp, 'url'>,
  { token, kind = 'bank', name = 'bank.csv', csv, headers = {} }: CsvUpload,
): Promise<Answer<UploadBody>> {
  const form = new FormData();
  form.append('kind', kind);
  form.append('file', new Blob([csv], { type: 'text/csv' }), name);
  return uploadForm(test, { token, form, headers });
}

/** Uploads any form. */
export async function uploadForm(
  test: Pick<TestApp, 'url'>,
  options: { readonly token: string; readonly form: FormData; readonly headers?: Readonly<Record<string, string>> },
): Promise<Answer<UploadBody>> {
  const { token, form, headers = {} } = options;
  const response = await fetch(`${test.url}/api/v1/data-uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
    body: form,
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as UploadBody };
}

/** Uploads a file, imports it and waits for the end, whichever it is. */
export async function importedUpload(test: Pick<TestApp, 'url'>, upload: CsvUpload): Promise<UploadBody> {
  const { token } = upload;
  const { status, body } = await uploadCsv(test, upload);
  if (status !== 201) throw new Error(`not uploaded: ${JSON.stringify(body)}`);
  const begun = await call(test, `POST /data-uploads/${body.id}/import`, { token });
  if (begun.status !== 202) throw new Error(`not imported: ${JSON.stringify(begun.body)}`);
  return endedImport(test, { token, id: body.id });
}

/** Asks until the import has ended. @param onLook gets every answer */
export async function endedImport(
  test: Pick<TestApp, 'url'>,
  { token, id, onLook }: { readonly token: string; readonly id: string; readonly onLook?: (body: UploadBody) => void },
): Promise<UploadBody> {
  for (;;) {
    const { body } = await call<UploadBody>(test, `GET /data-uploads/${id}`, { token });
    onLook?.(body);
    if (body.status !== 'importing') return body;
    await sleep(20); // between two looks
  }
}
