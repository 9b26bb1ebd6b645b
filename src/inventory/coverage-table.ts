import type { CoverageItem, CoverageReport } from '../audit/index.ts';
import type { AuditedAction } from './audited-actions.ts';

const NOTHING = '–';
const HEAD = ['state', 'what', 'category', 'action', 'resource', 'level', 'where', 'why not'];

/** A report for people: module by module, one line each, and at the end what it comes to and what is to be done. */
export function coverageTable(report: CoverageReport, recorded: readonly AuditedAction[]): string {
  const rows = [...report.items.map(rowOf), ...recorded.map(recordedRowOf)];
  const widths = widthsOf([HEAD, ...rows.map(({ cells }) => cells)]);
  const groups = [...new Set(rows.map(({ group }) => group))].toSorted(byName);
  const sections = groups.map((group) => {
    const lines = rows.filter((row) => row.group === group).map(({ cells }) => aligned(cells, widths));
    return [group, ...lines, ''].join('\n');
  });
  return [aligned(HEAD, widths), '', ...sections, ...summaryOf(report, recorded.length), ''].join('\n');
}

interface Row {
  readonly group: string;
  readonly cells: readonly string[];
}

function rowOf({ module, kind, state, name, place, category, action, resource, level, reason }: CoverageItem): Row {
  const group = module === null ? 'Entities' : titleOf(module);
  const what = kind === 'route' || name === place ? name : `${kind} ${name}`;
  const told = [category, action, resource].map((word) => word ?? NOTHING);
  return { group, cells: [state, what, ...told, level, place === name ? '' : place, reason ?? ''] };
}

function recordedRowOf({ module, source, category, action, resource }: AuditedAction): Row {
  const place = source.replace(/^event: /, '');
  return { group: module, cells: ['audited', source, category, action, resource ?? NOTHING, 'changes', place, ''] };
}

function summaryOf({ summary, problems }: CoverageReport, recorded: number): readonly string[] {
  const { entryPoints, changingRoutes, entities } = summary;
  const { total, audited, plain, skipped, silent } = entryPoints;
  const share = total === 0 ? 100 : Math.floor((audited / total) * 100);
  return [
    `${total} ways in: ${audited} audited (${share} %), ${plain} plain, ${skipped} skipped, ${silent} silent; ` +
      `${recorded} more recorded by hand; ${entities.audited} of ${entities.total} entities audited.`,
    `Routes that change something: ${changingRoutes.accountedFor} of ${changingRoutes.total} ` +
      `audited or skipped with a reason (${changingRoutes.percent} %).`,
    ...(problems.length === 0 ? [] : ['', 'To do:', ...problems.map(({ advice }) => `  ${advice}`)]),
  ];
}

function titleOf(module: string): string {
  return module.replace(/Module$/, '');
}

/** The entities come last. */
function byName(one: string, other: string): number {
  if (one === 'Entities' || other === 'Entities') return one === 'Entities' ? 1 : -1;
  return one.localeCompare(other);
}

function widthsOf(rows: readonly (readonly string[])[]): readonly number[] {
  return HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
}

function aligned(cells: readonly string[], widths: readonly number[]): string {
  return `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
}
