import type { ArchivePlan, MonthPlan, RetentionPlan } from '../audit/index.ts';

/** What retention has done or, in a dry run, would do; for people. */
export function retentionTable({ months, archive }: RetentionPlan, isDry: boolean): string {
  const [gone, goneThere] = isDry ? ['would go', 'would be removed'] : ['are gone', 'is removed'];
  const inDatabase = months.flatMap((month) => monthLines(month, gone));
  const inArchive = archive.map((month) => archiveLine(month, goneThere));
  return [
    months.length === 0 ? 'In the database nothing is old enough to go.' : 'In the database, archived before:',
    ...inDatabase,
    ...(archive.length === 0 ? [] : ['In the archive:', ...inArchive]),
    '',
  ].join('\n');
}

function monthLines({ month, entries, held, kept, expired }: MonthPlan, gone: string): readonly string[] {
  return [
    `  ${month}  ${entries} ${gone}, ${held} are held, ${kept} stay`,
    ...expired.map(
      ({ category, severity, entries: all, held: staying, days }) =>
        `           ${category}${severity === null ? '' : ` ${severity}`}: ${all - staying} after ${days} days`,
    ),
  ];
}

function archiveLine({ month, entries, bytes, reasonToKeep }: ArchivePlan, gone: string): string {
  const what = `  ${month}  ${entries} entries, ${bytes} bytes`;
  return reasonToKeep === null ? `${what}: ${gone}` : `${what}: stays, as it is ${reasonToKeep}`;
}
