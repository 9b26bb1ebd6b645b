import { homedir } from 'node:os';

/** Homes as systems make them. Case counts: `/users/17` is an address of many an API. */
const HOMES =
  /(?<![\w.-])(?:file:\/\/)?(?:[A-Za-z]:[\\/]+[Uu]sers[\\/]+[^\\/\s'"`:]+|\/(?:home|Users)\/[^\\/\s'"`:]+(?=\/)|\/root(?![\w.-]))/g;

/** Places of Node and V8 that tell nothing of a machine. */
const NO_FILE = /^(?:node:|<anonymous>|native$|wasm:|index \d)/;

/**
 * The path of a frame as it may be shown: relative to the working directory, a package by its name wherever it lies,
 * Node's own files as they are; of any other place the last two names.
 */
export function shownPath(given: string): string {
  if (NO_FILE.test(given)) return given;
  if (given.startsWith('data:')) return 'data:';
  const path = plainPath(given);
  const packageStart = `/${path}`.lastIndexOf('/node_modules/');
  if (packageStart >= 0) return path.slice(packageStart);
  const directory = workingDirectory();
  const isInside = startsWith(path, directory) && (directory !== '/' || withoutHomes(path) === path);
  if (isInside) return path.slice(directory.length);
  return /^(?:\/|[a-z]:\/)/i.test(path) ? elsewhere(path) : path.replace(/^(?:\.\/)+/, '');
}

/** A text, such as a message that quotes a path, without the working directory and the homes of users. */
export function withoutPlaces(text: string): string {
  if (!/[\\/]/.test(text)) return text;
  const directory = workingDirectory();
  const relative =
    directory === '/' ? text : text.replace(patternOf(directory), (place) => (/[\\/]$/.test(place) ? '' : '.'));
  return withoutHomes(relative);
}

/** With slashes, and without scheme, escapes and slashes that stand twice, which some source maps write. */
function plainPath(given: string): string {
  const isUrl = /^[a-z][a-z-]{2,30}:\/\//i.test(given);
  const path = isUrl
    ? decoded(given.replace(/[?#].*$/, '').replace(/^file:\/\/|^webpack[a-z-]*:\/\/[^/]*\/(?:\.\/)*/, ''))
    : given;
  if (/^[a-z][a-z-]{2,30}:\/\//i.test(path)) return path;
  return path
    .replaceAll('\\', '/')
    .replaceAll(/\/{2,}/g, '/')
    .replace(/^\/(?=[a-z]:\/)/i, '');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function elsewhere(path: string): string {
  const outside = withoutHomes(path);
  const names = outside.split('/').filter((name) => name !== '' && name !== '~');
  return `${outside.startsWith('~') ? '~' : '…'}/${names.slice(-2).join('/')}`;
}

function withoutHomes(text: string): string {
  const home = homeDirectory();
  const rest = home === '/' ? text : text.replace(patternOf(home), (place) => (/[\\/]$/.test(place) ? '~/' : '~'));
  return rest.replace(HOMES, '~');
}

/** The working directory with slashes and one at its end; `/` when it is gone. */
function workingDirectory(): string {
  try {
    return asDirectory(process.cwd());
  } catch {
    return '/';
  }
}

function homeDirectory(): string {
  try {
    return asDirectory(homedir());
  } catch {
    return '/';
  }
}

function asDirectory(path: string): string {
  return `${path.replaceAll('\\', '/').replace(/\/+$/, '')}/`;
}

/** Drives of Windows are written in either case. */
function startsWith(path: string, directory: string): boolean {
  if (!/^[a-z]:/i.test(directory)) return path.startsWith(directory);
  return path.slice(0, directory.length).toLowerCase() === directory.toLowerCase();
}

const patterns = new Map<string, RegExp>();

/** Finds a directory in a text, as a path or as a URL, with slashes of either kind; not the start of a longer name. */
function patternOf(directory: string): RegExp {
  const known = patterns.get(directory);
  if (known !== undefined) return known;
  const names = directory
    .slice(0, -1)
    .split('/')
    .map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(' ', '(?: |%20)'));
  const pattern = new RegExp(String.raw`(?:file:\/\/)?${names.join(String.raw`[\\/]+`)}(?:[\\/]+|(?![\w.-]))`, 'g');
  if (patterns.size > 9) patterns.clear(); // a program may change its working directory for ever
  patterns.set(directory, pattern);
  return pattern;
}
