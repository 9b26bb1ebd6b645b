import { buildMessage, ValidateBy } from 'class-validator';
import { isPermission } from '../../access/permissions.ts';

/** What is told of the names somebody sent: enough to find the typing error, whatever was sent. */
const NAMES_SHOWN = 5;
const LONGEST_NAME_SHOWN = 60;

/** Accepts a list of names from the catalogue of permissions, and names those that are not in it. */
export function ArePermissions(): PropertyDecorator {
  return ValidateBy({
    name: 'arePermissions',
    validator: {
      validate: (value: unknown) => Array.isArray(value) && unknownAmong(value).length === 0,
      defaultMessage: buildMessage((_, args) => objectionTo(args?.value)),
    },
  });
}

/** Why this is no list of permissions. */
function objectionTo(value: unknown): string {
  if (!Array.isArray(value)) return '$property must be a list of permissions';
  const unknown = unknownAmong(value);
  const shown = unknown.slice(0, NAMES_SHOWN).map((name) => shortened(name));
  const others = unknown.length - shown.length;
  return `$property has no such permission: ${shown.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

function unknownAmong(list: readonly unknown[]): readonly unknown[] {
  return list.filter((name) => typeof name !== 'string' || !isPermission(name));
}

/** As JSON, so that blanks and control characters are seen for what they are. */
function shortened(name: unknown): string {
  const text = JSON.stringify(name) ?? 'undefined';
  return text.length > LONGEST_NAME_SHOWN ? `${text.slice(0, LONGEST_NAME_SHOWN)}…` : text;
}
