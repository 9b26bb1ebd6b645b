import { join } from 'node:path';
import { Application, Logger, LogLevel } from 'typedoc';

/** What the docstrings of the library leave to wish for. */
export class DocstringsError extends Error {}

const OPTIONS = {
  name: 'The library',
  plugin: ['typedoc-plugin-markdown'],
  router: 'kind',
  readme: 'none',
  disableSources: true,
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  classPropertiesFormat: 'table',
  interfacePropertiesFormat: 'table',
  parametersFormat: 'table',
  propertyMembersFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  // A property may say everything by its name and type; the rest may not.
  requiredToBeDocumented: [
    'Class',
    'Interface',
    'TypeAlias',
    'Function',
    'Variable',
    'Namespace',
    'Method',
    'Accessor',
  ],
  validation: { notExported: true, invalidLink: true, rewrittenLink: true, notDocumented: true },
};

/** Named by what is exported, and of use to nobody by themselves. */
const NOT_EXPORTED = [
  'src/audit/audit.errors.ts:CATALOGUE',
  'src/audit/capture/http/audit-policy.ts:AUDIT_LEVELS',
  'src/audit/capture/marks/audited-options.ts:ValueOf',
  'src/audit/migrations/renewing-roles.ts:Migration',
  // Global names, to which a host adds words.
  'src/audit/entry/catalogue.ts:__global.AuditCatalogue.Actions',
  'src/audit/entry/catalogue.ts:__global.AuditCatalogue.Categories',
];

/**
 * Writes what the library exports as Markdown, a page each.
 * @param {{ root: string, out: string, entry?: string, tsconfig?: string }} places
 * @throws {DocstringsError} when something exported has no docstring, names a type that is not exported, or links nowhere
 */
export async function writeLibrary({ root, out, entry = 'src/audit/index.ts', tsconfig = 'tsconfig.build.json' }) {
  const app = await Application.bootstrapWithPlugins({
    ...OPTIONS,
    out,
    entryPoints: [join(root, entry)],
    tsconfig: join(root, tsconfig),
    intentionallyNotExported: entry === 'src/audit/index.ts' ? NOT_EXPORTED : [],
    logLevel: 'Warn',
  });
  const logger = new Remarks();
  app.logger = logger;
  const project = await app.convert();
  if (project) app.validate(project);
  if (project && logger.remarks.length === 0) await app.generateOutputs(project);
  if (!project || logger.remarks.length > 0) throw new DocstringsError(logger.remarks.join('\n'));
}

/** Keeps what would be written to the terminal. */
class Remarks extends Logger {
  remarks = [];

  log(message, level) {
    if (level >= LogLevel.Warn) this.remarks.push(message);
  }
}
