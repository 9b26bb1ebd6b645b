import { useQuery } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { SESSION_KEY } from '../api/query-client.ts';

/** Who is signed in, and what they may do. */
export interface Person {
  readonly id: string;
  /** How they are called. */
  readonly label: string;
  readonly permissions: readonly string[];
}

/** What a role can allow; the server's names. */
export type Permission =
  | 'users:read'
  | 'users:write'
  | 'roles:read'
  | 'roles:write'
  | 'roles:assign'
  | 'data:read'
  | 'data:upload'
  | 'data:reconcile'
  | 'settings:read'
  | 'settings:write'
  | 'system:read'
  | 'system:write'
  | 'audit:read'
  | 'audit:export'
  | 'audit:hold';

/** Asks the server who is signed in; null when nobody is. */
export type AskForPerson = (signal: AbortSignal) => Promise<Person | null>;

/** How this page finds out who is signed in. */
export const SessionSource = createContext<AskForPerson>(() => Promise.resolve(null));

/** What is known of the session: `person` is null when nobody is signed in, undefined while that is being asked. */
export interface Session {
  readonly person: Person | null | undefined;
  readonly failure: Error | null;
  readonly retry: () => void;
}

/** Who is signed in, as the {@link SessionSource} says. */
export function useSession(): Session {
  const ask = use(SessionSource);
  const { data, error, refetch } = useQuery({
    queryKey: SESSION_KEY,
    queryFn: ({ signal }) => ask(signal),
    staleTime: Infinity,
  });
  return { person: data, failure: error, retry: () => void refetch() };
}

/** Whether the signed-in person may do something; false while nobody is known. */
export function useMay(permission: Permission): boolean {
  return useSession().person?.permissions.includes(permission) ?? false;
}

/** The signed-in person; for what is only shown when there is one. */
export function usePerson(): Person {
  const { person } = useSession();
  if (!person) throw new Error('Nobody is signed in where the page relies on it.');
  return person;
}
