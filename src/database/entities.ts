import { AuditLog } from '../audit/index.ts';
import { DataUpload } from '../data-uploads/data-upload.entity.ts';
import { ImportLine } from '../data-uploads/import-line.entity.ts';
import { ImportRefusal } from '../data-uploads/import-refusal.entity.ts';
import { ReconciliationItem } from '../reconciliations/reconciliation-item.entity.ts';
import { Reconciliation } from '../reconciliations/reconciliation.entity.ts';
import { Role } from '../roles/role.entity.ts';
import { Session } from '../sessions/session.entity.ts';
import { Setting } from '../settings/setting.entity.ts';
import { User } from '../users/user.entity.ts';

/** Every entity of the application, by class: globs would pick up stale files and tests differ from the build. */
export const entities: readonly (abstract new (...args: never[]) => object)[] = [
  AuditLog,
  Role,
  User,
  Session,
  Setting,
  DataUpload,
  ImportLine,
  ImportRefusal,
  Reconciliation,
  ReconciliationItem,
];
