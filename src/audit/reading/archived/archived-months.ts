import type { Readable } from 'node:stream';
import type { AuditLog } from '../../entry/audit-log.entity.ts';

/** What was archived of a month at one time. */
export interface ArchivedMonthPart {
  /** `2026-01`, UTC. */
  readonly month: string;
  readonly rows: number;
  readonly bytes: number;
  readonly firstTimestamp: Date;
  readonly lastTimestamp: Date;
  readonly contentHash: string;
  readonly files: readonly {
    /** With the folders of the archive before it. */
    readonly name: string;
    readonly rows: number;
    readonly bytes: number;
    readonly sha256: string;
  }[];
  readonly archivedAt: Date;
  readonly verifiedAt: Date;
}

/** An entry as the archive has it: metadata as the exact text, in which a number keeps all of its digits. */
export type ArchivedMonthEntry = Readonly<Omit<AuditLog, 'metadata'>> & { readonly metadata: string };

/** Which archived entries; every filter has to match, and of a list one of its values. */
export interface ArchivedMonthFilters {
  readonly from?: Date | undefined;
  /** Not included. */
  readonly to?: Date | undefined;
  readonly userId?: readonly string[] | undefined;
  readonly actionType?: readonly string[] | undefined;
  readonly category?: readonly string[] | undefined;
  readonly resourceType?: readonly string[] | undefined;
  readonly resourceId?: readonly string[] | undefined;
  readonly status?: readonly string[] | undefined;
  readonly severity?: readonly string[] | undefined;
  readonly errorType?: readonly string[] | undefined;
  readonly requestId?: readonly string[] | undefined;
  /** An empty list: no entry. */
  readonly tenantId?: readonly string[] | undefined;
  /** A text inside of the description, whatever its case, or of the address. */
  readonly search?: string | undefined;
}

/** A page of archived entries that is asked for. */
export interface ArchivedPageQuestion {
  readonly filters: ArchivedMonthFilters;
  readonly limit: number;
  /** Only what is older than this. */
  readonly before?: { readonly timestamp: Date; readonly id: string } | undefined;
  /** Ends it, whatever it waits for. */
  readonly signal: AbortSignal;
}

/** A file of archived entries that is asked for. */
export interface ArchivedFileQuestion {
  readonly filters: ArchivedMonthFilters;
  readonly format: 'csv' | 'ndjson';
  /** Ends it, whatever it waits for. */
  readonly signal: AbortSignal;
  /** How long its reader may take nothing, in milliseconds. */
  readonly readerMs: number;
  /** Is told once, when nothing is held for it any more: how many entries it has, if it has them all. */
  readonly onEnd: (entries: number | undefined) => void;
}

/** The months that have left the database, as reading asks for them. A port: type and injection token at once. */
export abstract class ArchivedMonths {
  /** What is archived, by month. */
  abstract parts(): Promise<readonly ArchivedMonthPart[]>;

  /** The newest entries that match, newest first. @throws {AuditError} AUDIT_ARCHIVE_… when the archive can not be read */
  abstract newest(question: ArchivedPageQuestion): Promise<readonly ArchivedMonthEntry[]>;

  /** All entries that match, oldest first; resolves when there is something to answer with. @throws as {@link newest} */
  abstract file(question: ArchivedFileQuestion): Promise<Readable>;
}
