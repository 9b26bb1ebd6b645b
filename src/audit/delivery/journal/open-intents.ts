import type { Frame } from './frame.ts';
import type { FrameStream } from './frame-stream.ts';

/** Something critical that was begun: the line of the entry that is due when nothing more is heard of it. */
export interface OpenIntent {
  /** The number of its first frame. */
  readonly number: number;
  readonly line: string;
}

/** What was begun in a journal, and of which nothing tells how it ended. */
export async function openIntentsOf(stream: FrameStream): Promise<readonly OpenIntent[]> {
  const open = new Map<number, Buffer>();
  const note = ({ type, intent, payload }: Frame): void => {
    if (type === 'intent') open.set(intent, Buffer.from(payload));
    else if (intent !== 0) open.delete(intent);
  };
  for (let frames = await stream.next(); frames.length > 0; frames = await stream.next()) frames.forEach(note);
  return [...open].map(([number, line]) => ({ number, line: line.toString() }));
}
