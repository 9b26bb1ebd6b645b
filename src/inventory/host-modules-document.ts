import type { INestApplicationContext } from '@nestjs/common';
import { type AuditedAction, auditedActions, skippedRoutes } from './audited-actions.ts';

const HEAD = `# What the modules of the application audit

Made by \`npm run docs:host-modules\` from the decorators in the code; a test fails when it is stale.

Every request leaves one entry. Those below have a name of their own; any other request is in category \`request\`, or in
category \`error\` when it is a fault. What is refused is recorded under the same name, with status \`failure\`. Routes
stand below \`/api/v1\`. A *background* job is done by the system, on behalf of whoever has asked for it; a *method* is
recorded whoever calls it; an *event* is recorded where it happens. The routes of the log itself need \`audit:read\`, and
\`audit:export\` for the export.
`;

/** The document of everything the application audits, in Markdown. */
export function hostModulesDocument(app: INestApplicationContext): string {
  const actions = auditedActions(app);
  const modules = [...new Set(actions.map(({ module }) => module))];
  const sections = modules.map((module) => {
    const rows = actions.filter((action) => action.module === module).map(rowOf);
    return `## ${title(module)}\n\n${table(['what', 'category', 'action', 'resource', 'permission'], rows)}`;
  });
  const skipped = skippedRoutes(app).map(({ source, reason }) => [code(source), reason]);
  return [HEAD, ...sections, `## What leaves no entry\n\n${table(['route', 'why'], skipped)}`].join('\n');
}

function rowOf({ source, category, action, resource, permission }: AuditedAction): readonly string[] {
  return [code(source), code(category), code(action), code(resource), code(permission)];
}

/** `DataUploads` -> `Data uploads`. */
function title(module: string): string {
  const words = module.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function code(text: string | undefined): string {
  return text === undefined ? '–' : `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}
