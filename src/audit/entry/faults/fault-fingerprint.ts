import { createHash } from 'node:crypto';
import { framesOf, isOwnFrame, type StackFrame } from './fault-stack.ts';
import { messageShape } from './message-shape.ts';
import type { FaultDetails } from '../record-rules.ts';

/** Says which rules made a fingerprint; it changes whenever they do, because old and new ones do not compare. */
const VERSION = 'v2';
const FRAMES = 3;

/**
 * The same for every occurrence of the same fault: `v2:` and 24 hex digits, made from its type, the shape of its message,
 * and the functions and files (not the lines) of its top application frames. The platform, the build and whatever was
 * awaited on the way make no difference.
 */
export function faultFingerprint(fault: Omit<FaultDetails, 'cause' | 'errors'>): string {
  const { name, code = '', constraint = '', table = '', message, stack = '' } = fault;
  const parts = [name, code, constraint, table, messageShape(message), ...topFrames(framesOf(stack, message))];
  return `${VERSION}:${createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 24)}`;
}

/** Each function once, however often it has called itself. */
function topFrames(frames: readonly StackFrame[]): readonly string[] {
  const names = frames.filter(isOwnFrame).map(({ label, path }) => `${functionOf(label)} ${moduleOf(path)}`);
  return names.filter((name, place) => name !== names[place - 1]).slice(0, FRAMES);
}

/**
 * The function's own name: before it stands what it was called on, which depends on how the code was compiled; behind it
 * `[as …]`.
 */
function functionOf(label: string): string {
  const name = label
    .replace(/ \[as .*$/, '')
    .replace(/^(?:async|new|get|set)(?: |$)/, '')
    .replace(/^(?:get|set) /, '');
  return name.slice(name.lastIndexOf('.') + 1).replace('<anonymous>', '');
}

/** Sources and what was built from them are the same: `dist/src/shop.js` is `src/shop.ts`. */
function moduleOf(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, '').replaceAll(/(?<=^|\/)(?:dist|build|out|src)\//g, '');
}
