import { IsOptional, IsString, MaxLength } from 'class-validator';
import { AuditLogsFilterDto } from '../audit-logs-query.dto.ts';

/** {@link AuditLogsFilterDto} and where to go on. */
export class LiveQueryDto extends AuditLogsFilterDto {
  /** The `id` of the last event of an earlier stream, for clients that can not send the header `Last-Event-ID` */
  @IsOptional()
  @IsString()
  @MaxLength(16_384)
  lastEventId?: string;
}
