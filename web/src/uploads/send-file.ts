import { type Problem, problemOf, Unreachable } from '../api/problem.ts';
import type { Upload, UploadKind } from './uploads-api.ts';

/** A file on its way to the server. */
export interface Sending {
  /** The new upload. @throws {Problem} when the server refuses it; {Unreachable}; {SendingCancelled} */
  readonly upload: Promise<Upload>;
  cancel(): void;
}

export interface FileToSend {
  readonly kind: UploadKind;
  readonly file: File;
  /** `sha256=<hex>`, where uploads have to be signed. */
  readonly signature?: string | undefined;
  /** How much of it has left, and how much there is, in bytes. */
  readonly onProgress: (sent: number, total: number) => void;
}

/** Somebody has cancelled it. */
export class SendingCancelled extends Error {
  override readonly name = 'SendingCancelled';
}

/** Sends a file by XMLHttpRequest: `fetch` does not tell how far it is. */
export function sendFile({ kind, file, signature, onProgress }: FileToSend): Sending {
  const request = new XMLHttpRequest();
  const upload = new Promise<Upload>((resolve, reject) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded, total));
    request.addEventListener('load', () => {
      if (request.status === 201) resolve(request.response as Upload);
      else reject(problemIn(request));
    });
    request.addEventListener('error', () => reject(new Unreachable('The server can not be reached.')));
    request.addEventListener('abort', () => reject(new SendingCancelled('The upload has been cancelled.')));
  });
  request.open('POST', '/api/v1/data-uploads');
  request.responseType = 'json';
  request.setRequestHeader('Accept', 'application/json');
  if (signature) request.setRequestHeader('X-Upload-Signature', signature);
  request.send(formOf(kind, file));
  return { upload, cancel: () => request.abort() };
}

/** The kind first, so that it is known before the file arrives. */
function formOf(kind: UploadKind, file: File): FormData {
  const form = new FormData();
  form.append('kind', kind);
  form.append('file', file);
  return form;
}

function problemIn(request: XMLHttpRequest): Problem {
  const { status, statusText } = request;
  const requestId = request.getResponseHeader('x-request-id');
  const headers = new Headers(requestId === null ? {} : { 'x-request-id': requestId });
  return problemOf(request.response, new Response(null, { status, statusText, headers }));
}
