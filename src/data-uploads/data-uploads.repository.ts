import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DataUpload } from './data-upload.entity.ts';
import type { ListDataUploadsDto } from './dto/list-data-uploads.dto.ts';

/** What is known of a file when it has arrived. */
export type NewUpload = Pick<
  DataUpload,
  'id' | 'kind' | 'fileName' | 'byteSize' | 'sha256' | 'uploadedById' | 'uploadedByEmail'
>;

/** The index that keeps the same content from being uploaded twice; as the other kind it may be a correction. */
export const SHA256_INDEX = 'data_uploads_kind_sha256_uq';

/** Questions about uploads, inside a transaction of the caller or on their own with `DataSource.manager`. */
@Injectable()
export class DataUploadsRepository {
  /** One page, newest upload first, and how many match in all. */
  findPage(manager: EntityManager, { limit, page, kind, status }: ListDataUploadsDto): Promise<[DataUpload[], number]> {
    return manager.findAndCount(DataUpload, {
      where: { ...(kind && { kind }), ...(status && { status }) },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: limit,
      skip: (page - 1) * limit,
    });
  }

  findById(manager: EntityManager, id: string): Promise<DataUpload | null> {
    return manager.findOneBy(DataUpload, { id });
  }

  /** The same, and nobody else can change the upload until the transaction ends; a running import goes on. */
  findByIdForUpdate(manager: EntityManager, id: string): Promise<DataUpload | null> {
    return manager.findOne(DataUpload, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  /** The upload of the same kind with the same content. */
  findSame(manager: EntityManager, { kind, sha256 }: Pick<DataUpload, 'kind' | 'sha256'>): Promise<DataUpload | null> {
    return manager.findOneBy(DataUpload, { kind, sha256 });
  }

  /** Which of these ids are uploads. */
  async findKnownIds(manager: EntityManager, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await manager.query<{ readonly id: string }[]>(
      `SELECT id FROM data_uploads WHERE id = ANY($1::uuid[])`,
      [ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  add(manager: EntityManager, upload: NewUpload): Promise<DataUpload> {
    return manager.save(DataUpload, manager.create(DataUpload, { ...upload, status: 'uploaded' }));
  }
}
