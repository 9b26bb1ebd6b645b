/**
 * What the application has to have itself, as its own instance is meant: the ranges that the matrix has tried
 * (docs/compatibility.md). The version that this repository installs is one of them.
 */
export const PEERS = {
  '@nestjs/common': '^11.1.4 || ^12.0.1', // `HttpAdapterHost.init$` is there from 11.1.4 on
  '@nestjs/core': '^11.1.4 || ^12.0.1',
  '@nestjs/swagger': '^11.0.1 || ^12.0.0',
  '@nestjs/typeorm': '^11.0.0 || ^12.0.0',
  'class-transformer': '^0.5.1',
  'class-validator': '^0.14.0 || ^0.15.0',
  pg: '^8.16.0',
  'reflect-metadata': '^0.2.0',
  rxjs: '^7.8.0',
  typeorm: '^0.3.24 || ^1.0.0',
};

/** Loaded by the archive when it is used; the range of this repository. */
const PEERS_OF_THE_ARCHIVE = ['@aws-sdk/client-s3', '@duckdb/node-api'];

/** Used where it is there; of it only what it has had from the beginning. */
const OPEN_TELEMETRY = { '@opentelemetry/api': '^1.0.0' };

/** Used inside only; the range of this repository. */
const DEPENDENCIES = ['csv-stringify', 'prom-client', 'uuid'];

/**
 * The manifest of the library's package.
 * @param {object} root the manifest of this repository, where name, version and ranges of dependencies stand
 */
export function manifestOf(root) {
  const fromHere = (names) => Object.fromEntries(names.map((name) => [name, caret(root.dependencies[name])]));
  const optional = { ...fromHere(PEERS_OF_THE_ARCHIVE), ...OPEN_TELEMETRY };
  return {
    name: root.name,
    version: root.version,
    description: root.description,
    keywords: ['nestjs', 'nest', 'audit', 'audit-log', 'audit-trail', 'compliance', 'typeorm', 'postgresql'],
    license: root.license,
    type: 'module',
    sideEffects: false,
    engines: root.engines,
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    main: './dist/index.js',
    types: './dist/index.d.ts',
    files: ['dist', 'docs'],
    dependencies: fromHere(DEPENDENCIES),
    peerDependencies: sorted({ ...PEERS, ...optional }),
    peerDependenciesMeta: Object.fromEntries(Object.keys(optional).map((name) => [name, { optional: true }])),
  };
}

/** `6.9.0` is what this repository has pinned; an application may have a later one. */
function caret(range) {
  return /^\d/.test(range) ? `^${range}` : range;
}

function sorted(ranges) {
  return Object.fromEntries(Object.entries(ranges).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
