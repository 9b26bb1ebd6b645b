import { IconAlertOctagonFilled, IconAlertTriangleFilled, IconSquareXFilled } from '@tabler/icons-react';
import { text } from '../text/catalogue.ts';
import type { ErrorGroup } from './errors-queries.ts';
import classes from './error-table.module.css';

const ICONS = {
  WARNING: IconAlertTriangleFilled,
  ERROR: IconSquareXFilled,
  CRITICAL: IconAlertOctagonFilled,
} as const;

/** How bad the worst occurrence of a fault was: sign, word and colour. */
export function SeverityMark({ severity }: { readonly severity: ErrorGroup['severity'] }) {
  if (severity === null) return null;
  const Icon = ICONS[severity];
  return (
    <span className={classes.severity} data-severity={severity}>
      <Icon size={16} aria-hidden />
      {text.parts.severities[severity]}
    </span>
  );
}
