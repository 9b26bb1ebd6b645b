import { answerOf, api } from '../api/client.ts';
import { isSignedOut } from '../api/problem.ts';
import type { Person } from './session.ts';

/** Who reads the log, as the log itself knows them; null when the application knows nobody. */
export async function askForReader(signal: AbortSignal): Promise<Person | null> {
  try {
    const { type, id, label, permissions } = await answerOf(api.GET('/api/v1/audit-logs/reader', { signal }));
    if (type === 'anonymous' && permissions.length === 0) return null;
    return { id: id ?? type, label: label ?? id ?? type, permissions };
  } catch (error) {
    if (isSignedOut(error)) return null;
    throw error;
  }
}
