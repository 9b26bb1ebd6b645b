import { type QueryClient, useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import { answerOf, api, type Schema } from '../api/client.ts';
import { isSignedOut } from '../api/problem.ts';
import { SESSION_KEY } from '../api/query-client.ts';
import { type Person, usePerson } from '../session/session.ts';

/** Who is signed in to the application that this page belongs to. */
export type Account = Person & Schema<'SignedInUserDto'>;

/** Who is signed in, by the cookie of the browser; null when nobody is. */
export async function askForAccount(signal: AbortSignal): Promise<Account | null> {
  try {
    return accountOf(await answerOf(api.GET('/api/v1/auth/me', { signal })));
  } catch (error) {
    if (isSignedOut(error)) return null;
    throw error;
  }
}

function accountOf(user: Schema<'SignedInUserDto'>): Account {
  return { ...user, label: user.name };
}

/** The signed-in account, where {@link askForAccount} says who is signed in. */
export function useAccount(): Account {
  return usePerson() as Account;
}

/** The token of the session is wanted as a cookie, which no script can read. */
const AS_COOKIE = { cookie: true };

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Signs in; the browser gets a cookie that no script can read. */
export function useSignIn(): UseMutationResult<Account, Error, Credentials> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (credentials: Credentials) => {
      const { user } = await answerOf(api.POST('/api/v1/auth/login', { body: { ...credentials, ...AS_COOKIE } }));
      return accountOf(user);
    },
    onSuccess: (account) => {
      begin(client, account);
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
        if (!isSignedOut(error)) throw error;
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
function begin(client: QueryClient, account: Account | null): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
  client.setQueryData(SESSION_KEY, account);
}
