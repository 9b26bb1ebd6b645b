import { createHash } from 'node:crypto';

/** Says which rules made a fingerprint; it changes whenever they do, because old and new ones do not compare. */
const VERSION = 'v1';
const FRAMES = 3;

/**
 * The same for every occurrence of the same fault: made from its type, its message with ids and numbers taken out, and
 * the functions and files (not the lines) of its top application frames.
 */
export function faultFingerprint(fault: { name: string; message: string; code?: string; stack?: string }): string {
  const parts = [fault.name, fault.code ?? '', withoutValues(fault.message), ...applicationFrames(fault.stack ?? '')];
  return `${VERSION}:${createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 24)}`;
}

function withoutValues(message: string): string {
  return message
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<id>')
    .replaceAll(/\b(?:0x)?(?=[0-9a-f]*\d)[0-9a-f]{6,}\b/gi, '<hex>')
    .replaceAll(/\d+/g, '<n>');
}

function applicationFrames(stack: string): string[] {
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at ') && !line.includes('node_modules') && !line.includes('node:'))
    .slice(0, FRAMES)
    .map((line) => line.replace(/:\d+:\d+\)?$/, '').trim());
}
