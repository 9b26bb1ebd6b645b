import type { Entry } from '../../api/client.ts';
import { text } from '../../text/catalogue.ts';

/** What to call who did it. */
export function actorName({ actorType, userLabel, userId }: Pick<Entry, 'actorType' | 'userLabel' | 'userId'>): string {
  return userLabel ?? userId ?? text.parts.actorTypes[actorType];
}
