import { join } from 'node:path';
import { type DynamicModule, type ExecutionContext, Injectable } from '@nestjs/common';
import type { AuthenticatedUser } from './access/authenticated-user.ts';
import {
  type ArchiveOptions,
  type AuditActor,
  AuditAccess,
  AuditActorResolver,
  AuditModule,
  type AuditPermission,
  type AuditPolicyRule,
} from './audit/index.ts';
import { Environment } from './config/environment.ts';

/** What the authentication guard leaves on a request. */
interface HostRequest {
  readonly id: string;
  readonly user?: AuthenticatedUser;
}

/** Names the signed-in user as the actor, and the session, by which all entries of one sign-in are found together. */
@Injectable()
class UserActorResolver extends AuditActorResolver {
  override resolve({ user }: HostRequest): AuditActor | undefined {
    return user && { type: 'user', id: user.id, label: user.email, sessionId: user.sessionId };
  }
}

/** Lets those read the log whose roles give them its permissions. */
@Injectable()
class PermissionAuditAccess extends AuditAccess {
  override allows(permission: AuditPermission, context: ExecutionContext): boolean {
    const { user } = context.switchToHttp().getRequest<HostRequest>();
    return user?.permissions.includes(permission) ?? false;
  }
}

/** How much is kept of which requests: reading the API docs, and loading the page, leaves no entry. */
export const AUDIT_POLICY: readonly AuditPolicyRule[] = [
  {
    level: 'none',
    routes: ['/docs/**', '/docs-json', '/docs-yaml'],
    methods: ['GET', 'HEAD'],
    statuses: ['2xx', '3xx'],
  },
  {
    level: 'none',
    routes: ['/index.html', '/assets/**', '/*.{html,json,txt,webmanifest,xml}'],
    methods: ['GET', 'HEAD'],
    statuses: ['2xx', '3xx'],
  },
];

const EVERY_NETWORK = ['0.0.0.0/0', '::/0'];

/** Whom the application believes is whom its audit log believes. */
function trustedProxiesOf({ TRUST_PROXY }: Environment): readonly string[] {
  if (typeof TRUST_PROXY !== 'boolean') return TRUST_PROXY;
  return TRUST_PROXY ? EVERY_NETWORK : [];
}

function archiveOptions(environment: Environment): ArchiveOptions {
  const {
    AUDIT_ARCHIVE_S3_BUCKET: bucket,
    AUDIT_ARCHIVE_S3_PREFIX: prefix,
    AUDIT_ARCHIVE_S3_ENDPOINT: endpoint,
    AUDIT_ARCHIVE_S3_REGION: region,
  } = environment;
  return {
    directory: environment.AUDIT_ARCHIVE_DIR ?? join(environment.DATA_DIR, 'audit-archive'),
    ...(bucket !== undefined && { s3: { bucket, prefix, endpoint, region } }),
  };
}

/** What of the log depends on how the application is started. */
export interface AuditParts {
  /** What entries are stamped with, for demo data and tests. @default the system's clock */
  readonly clock?: () => Date;
  /** What is done when the application could change its own log. @default 'warn' */
  readonly appendOnly?: 'require' | 'warn' | 'ignore';
  /** Name of the DataSource that removes old months. @default the one without a name */
  readonly maintenanceDataSource?: string | undefined;
}

/** The one place where the application joins the audit log. */
export function joinAuditLog({ clock, appendOnly, maintenanceDataSource }: AuditParts): DynamicModule {
  return AuditModule.forRootAsync({
    actorResolver: UserActorResolver,
    access: PermissionAuditAccess,
    maintenanceDataSource,
    inject: [Environment],
    useFactory: (environment: Environment) => ({
      journal: {
        directory: environment.AUDIT_JOURNAL_DIR ?? join(environment.DATA_DIR, 'audit-journal'),
        sync: environment.AUDIT_JOURNAL_SYNC,
        syncIntervalMs: environment.AUDIT_JOURNAL_SYNC_INTERVAL_MS,
        maxBytes: environment.AUDIT_JOURNAL_MAX_BYTES,
        keepStoredMs: environment.AUDIT_JOURNAL_KEEP_SECONDS * 1_000,
      },
      archive: archiveOptions(environment),
      exports: { directory: environment.AUDIT_EXPORT_DIR ?? join(environment.DATA_DIR, 'audit-exports') },
      maxQueueBytes: environment.AUDIT_MAX_QUEUE_BYTES,
      flushIntervalMs: environment.AUDIT_FLUSH_INTERVAL_MS,
      batchSize: environment.AUDIT_BATCH_SIZE,
      reading: {
        connections: environment.AUDIT_READ_CONNECTIONS,
        timeoutMs: environment.AUDIT_READ_TIMEOUT_MS,
      },
      policy: AUDIT_POLICY,
      trustedProxies: trustedProxiesOf(environment),
      ...(clock && { clock }),
      ...(appendOnly && { appendOnly }),
      requestId: (request) => (request as HostRequest).id,
    }),
  });
}
