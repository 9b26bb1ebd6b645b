import { type QueryClient, useMutation, type UseMutationResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api, type Schema } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { SESSION_KEY } from '../api/query-client.ts';

/** Who is signed in, and what they may do. */
export type Person = Schema<'SignedInUserDto'>;

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

/** What is known of the session: `person` is null when nobody is signed in, undefined while that is being asked. */
export interface Session {
  readonly person: Person | null | undefined;
  readonly failure: Error | null;
  readonly retry: () => void;
}

/** Who is signed in, by the cookie of the browser. */
export function useSession(): Session {
  const { data, error, refetch } = useQuery({
    queryKey: SESSION_KEY,
    queryFn: ({ signal }) => askWhoIsSignedIn(signal),
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

/** The token of the session is wanted as a cookie, which no script can read. */
const AS_COOKIE = { cookie: true };

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Signs in; the browser gets a cookie that no script can read. */
export function useSignIn(): UseMutationResult<Person, Error, Credentials> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (credentials: Credentials) => {
      const { user } = await answerOf(api.POST('/api/v1/auth/login', { body: { ...credentials, ...AS_COOKIE } }));
      return user;
    },
    onSuccess: (person) => {
      begin(client, person);
    },
  });
}

/** Signs out, also when the session has ended already. */
export function useSignOut(): UseMutationResult<void, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      try {
        await answerOf(api.POST('/api/v1/auth/logout'));
      } catch (error) {
        if (!(error instanceof Problem && error.status === 401)) throw error;
      }
    },
    onSuccess: () => {
      begin(client, null);
    },
  });
}

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

export function useChangePassword(): UseMutationResult<unknown, Error, PasswordChange> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PasswordChange) => answerOf(api.POST('/api/v1/auth/password', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: SESSION_KEY }),
  });
}

/** What somebody else has seen is nothing for this person. Who looks at the session itself goes on looking at it. */
function begin(client: QueryClient, person: Person | null): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
  client.setQueryData(SESSION_KEY, person);
}

async function askWhoIsSignedIn(signal: AbortSignal): Promise<Person | null> {
  try {
    return await answerOf(api.GET('/api/v1/auth/me', { signal }));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}
