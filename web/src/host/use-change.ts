import { type QueryClient, useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import { SESSION_KEY } from '../api/query-client.ts';
import { tellDone } from './tell-done.ts';

export interface ChangeOptions<Answer, Variables> {
  /** Said when it is done. */
  readonly done?: (answer: Answer, variables: Variables) => string;
  /** Whether it can change what the signed-in person may do. @default false */
  readonly changesPermissions?: boolean;
  /** Whether what the page shows is gone then, so that it must not be asked for again. @default false */
  readonly removes?: boolean;
}

/**
 * Something that changes the application, and so leaves an entry: whatever the page knows is out of date then, the log
 * first of all, and is asked for again when it is looked at.
 */
export function useChange<Answer, Variables = void>(
  change: (variables: Variables) => Promise<Answer>,
  { done, changesPermissions = false, removes = false }: ChangeOptions<Answer, Variables> = {},
): UseMutationResult<Answer, Error, Variables> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (answer, variables) => {
      if (done !== undefined) tellDone(done(answer, variables));
      outdate(client, { session: changesPermissions, refetches: !removes });
    },
    onError: () => outdate(client), // a refusal leaves an entry, too
  });
}

export interface Outdating {
  /** Whether also who is signed in, and what they may do. @default false */
  readonly session?: boolean;
  /** Whether what is looked at now is asked for again at once. @default true */
  readonly refetches?: boolean;
}

/** Has everything that is known asked for again. Does not wait for the answers: who acts goes on at once. */
export function outdate(client: QueryClient, { session = false, refetches = true }: Outdating = {}): void {
  void client.invalidateQueries({
    predicate: ({ queryKey }) => session || queryKey[0] !== SESSION_KEY[0],
    refetchType: refetches ? 'active' : 'none',
  });
}
