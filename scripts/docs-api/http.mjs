import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exampleOf, meaningOf, table, typeOf } from './schema-text.mjs';

/**
 * Writes an OpenAPI document as Markdown: a page for each group of routes, and one of all schemas.
 * @param {import('@nestjs/swagger').OpenAPIObject} document
 * @param {string} out the folder
 */
export async function writeHttp(document, out) {
  const groups = groupsOf(document);
  const pages = {
    'README.md': overview(document, groups),
    'schemas.md': ['# Schemas', '', ...schemasOf(document).flatMap(schemaSection)],
  };
  for (const [group, operations] of groups) {
    pages[pageOf(group)] = [`# ${group}`, '', ...operations.flatMap(operationSection)];
  }
  await mkdir(out, { recursive: true });
  for (const [name, lines] of Object.entries(pages)) await writeFile(join(out, name), `${lines.join('\n').trim()}\n`);
}

/** Operations by their tag, in the order in which the document has the tags. */
function groupsOf({ paths, tags = [] }) {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ title: `${method.toUpperCase()} ${path}`, operation })),
  );
  return tags.map(({ name }) => [name, operations.filter(({ operation }) => operation.tags?.includes(name))]);
}

const pageOf = (group) => `${group.toLowerCase().replaceAll(' ', '-')}.md`;

/** As the heading of a route is linked to. */
const anchorOf = (title) =>
  title
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');

function overview({ info }, groups) {
  const sections = groups.flatMap(([group, operations]) => [
    `## ${group}`,
    '',
    ...table(
      ['route', 'gives'],
      operations.map(({ title, operation }) => [
        `[\`${title}\`](${pageOf(group)}#${anchorOf(title)})`,
        operation.summary ?? '',
      ]),
    ),
  ]);
  return ['# The HTTP API', '', info.description ?? '', '', ...sections];
}

function operationSection({ title, operation }) {
  const { summary, description, parameters = [], requestBody, responses } = operation;
  return [
    `## ${title}`,
    '',
    ...[summary, description].filter(Boolean).flatMap((text) => [text, '']),
    ...table(
      ['parameter', 'in', 'type', 'meaning', 'example'],
      parameters.map(({ name, in: place, required, schema, description: meaning }) => [
        `\`${name}\`${required ? ', needed' : ''}`,
        place,
        typeOf(schema),
        meaningOf({ ...schema, description: meaning }),
        exampleOf(schema),
      ]),
    ),
    ...Object.entries(requestBody?.content ?? {}).flatMap(([type, { schema }]) => bodySection(type, schema)),
    ...table(
      ['answer', 'says', 'body'],
      Object.entries(responses).map(([status, { description: meaning, content }]) => [
        status,
        meaning,
        bodiesOf(content),
      ]),
    ),
  ];
}

function bodySection(type, schema) {
  if (schema.$ref) return [`Body (\`${type}\`): ${typeOf(schema)}`, ''];
  return [`Body (\`${type}\`):`, '', ...fields(schema)];
}

const bodiesOf = (content = {}) =>
  Object.entries(content)
    .map(([type, { schema }]) => (type === 'application/json' ? typeOf(schema) : `\`${type}\`: ${typeOf(schema)}`))
    .join(', ');

const schemasOf = ({ components }) =>
  Object.entries(components?.schemas ?? {}).toSorted(([one], [other]) => (one < other ? -1 : 1));

function schemaSection([name, schema]) {
  return [`## ${name}`, '', ...(schema.description ? [schema.description, ''] : []), ...fields(schema)];
}

function fields({ properties = {}, required = [] }) {
  return table(
    ['field', 'type', 'meaning', 'example'],
    Object.entries(properties).map(([name, schema]) => [
      `\`${name}\`${required.includes(name) ? '' : ', optional'}`,
      typeOf(schema),
      meaningOf(schema),
      exampleOf(schema),
    ]),
  );
}
