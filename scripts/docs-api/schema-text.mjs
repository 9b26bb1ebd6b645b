/** A text in a cell of a Markdown table. */
function cell(text = '') {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll('<', '&lt;')))
    .join('')
    .replaceAll('|', String.raw`\|`)
    .replaceAll(/\s*\n\s*/g, ' ');
}

/** A Markdown table; nothing where there are no rows. */
export function table(heads, rows) {
  if (rows.length === 0) return [];
  return [row(heads), `|${'---|'.repeat(heads.length)}`, ...rows.map(row), ''];
}

const row = (cells) => `| ${cells.map(cell).join(' | ')} |`;

/** The type of a value in words of JSON, a schema with a name as a link to it. */
export function typeOf(schema = {}) {
  const type = plainTypeOf(schema);
  return schema.nullable ? `${type} or null` : type;
}

function plainTypeOf(schema) {
  const parts = schema.allOf ?? schema.oneOf;
  if (schema.$ref) return linkTo(schema.$ref.split('/').at(-1));
  if (parts) return [...new Set(parts.map(typeOf))].join(' or ');
  // By the alphabet: the order of a union is of no meaning to the compiler, which may give it another one.
  if (schema.enum)
    return schema.enum
      .map((value) => `\`${value}\``)
      .toSorted()
      .join(', ');
  if (schema.type === 'array') return `list of ${typeOf(schema.items)}`;
  if (typeof schema.additionalProperties === 'object')
    return `object, each value ${typeOf(schema.additionalProperties)}`;
  return schema.format ?? schema.type ?? 'any';
}

const linkTo = (name) => `[${name}](schemas.md#${name.toLowerCase()})`;

/** What is said of a value: its meaning, its limits, its default. */
export function meaningOf({ description = '', ...schema }) {
  const limits = [lengthOf(schema), rangeOf(schema), defaultOf(schema)].filter(Boolean);
  return [description.replace(/(?<=\w)\.$/, ''), ...limits].filter(Boolean).join('; ');
}

function lengthOf({ minLength, maxLength }) {
  if (maxLength === undefined) return minLength === undefined ? '' : `at least ${minLength} characters`;
  return minLength === undefined ? `at most ${maxLength} characters` : `${minLength} to ${maxLength} characters`;
}

function rangeOf({ minimum, maximum }) {
  if (maximum === undefined) return minimum === undefined ? '' : `at least ${minimum}`;
  return minimum === undefined ? `at most ${maximum}` : `${minimum} to ${maximum}`;
}

const defaultOf = (schema) => (schema.default === undefined ? '' : `default ${code(schema.default)}`);

/** An example in JSON, nothing where there is none. */
export const exampleOf = ({ example }) => (example === undefined ? '' : code(example));

const code = (value) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
