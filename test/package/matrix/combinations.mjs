import { PEERS } from '../../../scripts/package-library/manifest.mjs';

/** What an application of a major version of Nest is otherwise made with. */
const OF_NEST = {
  11: { 'class-validator': '0.14', typescript: '^5.7', '@types/node': '^20' },
  12: { 'class-validator': '0.15', typescript: '^6', '@types/node': '^20' },
};

/**
 * Of every two choices each pair of values runs together in one of the first ten at least; the last two have the lowest
 * versions that the package allows, the others the newest.
 */
const CHOICES = [
  { nest: '11', typeorm: '0.3', platform: 'express', modules: 'commonjs', postgres: '14' },
  { nest: '12', typeorm: '1', platform: 'fastify', modules: 'esm', postgres: '14' },
  { nest: '11', typeorm: '0.3', platform: 'fastify', modules: 'esm', postgres: '15' },
  { nest: '12', typeorm: '1', platform: 'express', modules: 'commonjs', postgres: '15' },
  { nest: '11', typeorm: '1', platform: 'express', modules: 'esm', postgres: '16' },
  { nest: '12', typeorm: '0.3', platform: 'fastify', modules: 'commonjs', postgres: '16' },
  { nest: '11', typeorm: '1', platform: 'fastify', modules: 'commonjs', postgres: '17' },
  { nest: '12', typeorm: '0.3', platform: 'express', modules: 'esm', postgres: '17' },
  { nest: '11', typeorm: '0.3', platform: 'express', modules: 'commonjs', postgres: '18' },
  { nest: '12', typeorm: '1', platform: 'fastify', modules: 'esm', postgres: '18' },
  { nest: '11', typeorm: '0.3', platform: 'express', modules: 'commonjs', postgres: '14', isLowest: true },
  { nest: '12', typeorm: '1', platform: 'fastify', modules: 'esm', postgres: '18', isLowest: true },
];

/** The combinations to run: the choices with the versions to install. */
export const COMBINATIONS = CHOICES.map((choice) => {
  const { platform, modules } = choice;
  return { ...choice, application: { platform, modules, versions: versionsOf(choice) } };
});

/** A CommonJS application of Nest 11 that is tested as `nest new` sets it up. */
export const TESTED_BY_JEST = {
  platform: 'express',
  modules: 'commonjs',
  versions: {
    ...versionsOf(CHOICES[0]),
    '@nestjs/testing': '^11',
    '@swc/core': '^1',
    '@swc/jest': '^0.2',
    '@types/jest': '^30',
    jest: '^30',
    'ts-jest': '^29',
  },
};

function versionsOf({ nest, typeorm, platform, isLowest = false }) {
  const { 'class-validator': validator, ...tools } = OF_NEST[nest];
  const majors = { typeorm, 'class-validator': isLowest ? '0.14' : validator };
  const take = (range) => (isLowest ? range.slice(1) : range);
  const peers = Object.entries(PEERS).map(([name, ranges]) => {
    const major = name.startsWith('@nestjs/') ? nest : (majors[name] ?? '');
    return [name, take(ranges.split(' || ').find((range) => range.startsWith(`^${major}`)))];
  });
  const core = peers.find(([name]) => name === '@nestjs/core')[1];
  return { ...Object.fromEntries(peers), [`@nestjs/platform-${platform}`]: core, ...tools };
}
