import { MetadataScanner, type ModulesContainer } from '@nestjs/core';

/** The methods of all controllers of an application, whether or not they are handlers. */
export function methodsOfControllers(modules: ModulesContainer): readonly object[] {
  const scanner = new MetadataScanner();
  return [...modules.values()].flatMap(({ controllers }) =>
    [...controllers.values()].flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as Readonly<Record<string, object>>;
      return scanner.getAllMethodNames(prototype).map((name) => prototype[name] as object);
    }),
  );
}
