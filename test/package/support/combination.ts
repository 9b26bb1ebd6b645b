import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** What an application is made of, apart from its own code and the library. */
export interface Combination {
  readonly platform: 'express' | 'fastify';
  readonly modules: 'esm' | 'commonjs';
  /** Packages and the versions to install, apart from the library. */
  readonly versions: Readonly<Record<string, string>>;
}

/** What every application has, whatever its platform. */
const COMMON = [
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/swagger',
  '@nestjs/typeorm',
  'class-transformer',
  'class-validator',
  'pg',
  'reflect-metadata',
  'rxjs',
  'typeorm',
] as const;

/** What it is compiled with. */
const TOOLS = ['typescript', '@types/node'] as const;

/** The combination of this run: that of the matrix, else the versions this repository has installed, on Fastify. */
export function combinationOfThisRun(): Combination {
  const given = process.env.PACKAGE_COMBINATION;
  if (given !== undefined && given !== '') return JSON.parse(given) as Combination;
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(resolve(import.meta.dirname, '..', '..', '..', 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>;
  const all = { ...devDependencies, ...dependencies };
  const names = [...COMMON, ...TOOLS, '@nestjs/platform-fastify'];
  return {
    platform: 'fastify',
    modules: 'esm',
    versions: Object.fromEntries(names.map((name) => [name, all[name]!])),
  };
}

/** The manifest of an application of this combination, as `nest new` would write it. */
export function manifestOfApplication({ modules, versions }: Combination, tarball: string): object {
  return {
    name: 'invoices',
    version: '0.0.1',
    private: true,
    ...(modules === 'esm' && { type: 'module' }),
    scripts: { build: 'tsc', 'start:prod': 'node dist/main' },
    dependencies: { ...versions, 'nestjs-audit-log': `file:${tarball}` },
  };
}
