import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schema } from '../api/client.ts';
import { nextLook } from '../host/next-look.ts';

export type Upload = Schema<'DataUploadDto'>;
export type UploadDetails = Schema<'DataUploadDetailsDto'>;
export type UploadKind = Upload['kind'];
export type UploadStatus = Upload['status'];

export const UPLOAD_KINDS = ['ledger', 'bank'] as const satisfies readonly UploadKind[];
export const UPLOAD_STATUSES = [
  'uploaded',
  'importing',
  'imported',
  'failed',
] as const satisfies readonly UploadStatus[];

const UPLOADS = 'uploads';

export interface UploadsQuery {
  readonly page: number;
  readonly limit: number;
  readonly kind?: UploadKind | undefined;
  readonly status?: UploadStatus | undefined;
}

/** A page of uploads, newest first; looked at again while one of them is being imported. */
export function useUploads({ kind, status, ...paging }: UploadsQuery): UseQueryResult<Schema<'DataUploadPageDto'>> {
  const query = { ...paging, ...(kind && { kind }), ...(status && { status }) };
  return useQuery({
    queryKey: [UPLOADS, 'list', query],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/data-uploads', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => nextLook(state.data?.data.map((upload) => importBegan(upload)).find(Boolean)),
  });
}

/** One upload; looked at again until its import has ended. */
export function useUpload(id: string): UseQueryResult<UploadDetails> {
  return useQuery({
    queryKey: [UPLOADS, 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/data-uploads/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => nextLook(state.data && importBegan(state.data)),
  });
}

export interface RefusalsQuery {
  readonly id: string;
  readonly page: number;
  readonly limit: number;
}

export function useRefusals({ id, ...query }: RefusalsQuery): UseQueryResult<Schema<'ImportRefusalPageDto'>> {
  return useQuery({
    queryKey: [UPLOADS, 'refusals', id, query],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/data-uploads/{id}/refusals', { params: { path: { id }, query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function startImport(id: string): Promise<UploadDetails> {
  return answerOf(api.POST('/api/v1/data-uploads/{id}/import', { params: { path: { id } } }));
}

/** Since when an import is under way; undefined when it is not. */
function importBegan(upload: Pick<Upload, 'status' | 'import'>): string | undefined {
  return upload.status === 'importing' ? upload.import?.startedAt : undefined;
}
