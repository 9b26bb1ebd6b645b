import {
  type INestApplicationContext,
  RequestMethod,
  type Type,
  VERSION_NEUTRAL,
  VersioningType,
} from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { RoutePathFactory } from '@nestjs/core/router/route-path-factory.js';
import type { ClassMethod } from './class-methods.ts';

/** A route as the platform knows it. */
export interface Route {
  /** `GET`, `POST`, …; `ALL` of `@All()` */
  readonly method: string;
  /** Its pattern, with everything that stands before it: `/api/v1/users/:id`. */
  readonly pattern: string;
  /** Where the path does not tell it: with versions by header, media type or code of the host's. */
  readonly version: string | undefined;
  /** The host names it is bound to. */
  readonly host: string | undefined;
  /** The status of an answer when nothing goes wrong. */
  readonly statusCode: number;
}

/** The names under which Nest's decorators leave what they say. */
const METADATA = {
  path: 'path',
  method: 'method',
  version: '__version__',
  host: 'host',
  statusCode: '__httpCode__',
  modulePath: '__module_path__',
} as const;

type Paths = string | readonly string[] | undefined;
type Version = Parameters<RoutePathFactory['create']>[0]['methodVersion'];

/** Says which routes Nest makes of a controller's methods. */
export class RouteReader {
  readonly #config: ApplicationConfig;
  readonly #paths: RoutePathFactory;
  readonly #applicationId: string;
  readonly #normalised: (path: string) => string;

  constructor(app: INestApplicationContext) {
    // A context without HTTP has none: neither prefix nor versions.
    this.#config = (app as { readonly config?: ApplicationConfig }).config ?? new ApplicationConfig();
    this.#paths = new RoutePathFactory(this.#config);
    this.#applicationId = app.get(ModulesContainer).applicationId;
    const { httpAdapter } = app.get(HttpAdapterHost);
    this.#normalised = (path) => httpAdapter?.normalizePath?.(path) ?? path;
  }

  /** One for each path of the controller, of the handler, and of their versions; none when it is no route. */
  routesOf({ isController, owner, module, handler }: ClassMethod): readonly Route[] {
    const methodPaths = listOf(read(METADATA.path, handler) as Paths);
    if (!isController || methodPaths.length === 0) return [];
    const requestMethod = (read(METADATA.method, handler) as RequestMethod | undefined) ?? RequestMethod.GET;
    const versioningOptions = this.#config.getVersioning();
    const controllerVersion =
      versioningOptions && ((read(METADATA.version, owner) as Version) ?? versioningOptions.defaultVersion);
    const methodVersion = read(METADATA.version, handler) as Version;
    const isInPath = versioningOptions === undefined || versioningOptions.type === VersioningType.URI;
    const about = {
      method: RequestMethod[requestMethod],
      version: isInPath ? undefined : named(methodVersion ?? controllerVersion),
      host: named(read(METADATA.host, owner)),
      statusCode:
        (read(METADATA.statusCode, handler) as number | undefined) ??
        (requestMethod === RequestMethod.POST ? 201 : 200),
    };
    return listOf(read(METADATA.path, owner) as Paths).flatMap((ctrlPath) =>
      methodPaths.flatMap((methodPath) => {
        const patterns = this.#paths.create(
          {
            ctrlPath,
            methodPath,
            modulePath: this.#modulePathOf(module),
            globalPrefix: this.#config.getGlobalPrefix(),
            controllerVersion,
            methodVersion,
            ...(versioningOptions && { versioningOptions }),
          },
          requestMethod,
        );
        return patterns.map((path) => ({ ...about, pattern: this.#normalised(path) }));
      }),
    );
  }

  /** Set by `RouterModule` when it is made; an application in preview mode does not know it. */
  #modulePathOf(module: Type): string | undefined {
    const { modulePath } = METADATA;
    return (read(modulePath + this.#applicationId, module) ?? read(modulePath, module)) as string | undefined;
  }
}

function read(key: string, target: object): unknown {
  return Reflect.getMetadata(key, target);
}

function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** Versions, hosts: texts, patterns, symbols, and lists of them. */
function named(value: unknown): string | undefined {
  const names = listOf(value).map((each) => (each === VERSION_NEUTRAL ? 'neutral' : String(each)));
  return names.length === 0 ? undefined : names.join(', ');
}
