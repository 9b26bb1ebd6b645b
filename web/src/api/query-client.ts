import { QueryCache, QueryClient } from '@tanstack/react-query';
import { isProblem, isSignedOut, Unreachable } from './problem.ts';

/** Under which the signed-in person is kept. */
export const SESSION_KEY = ['session'] as const;

const MAX_ATTEMPTS = 3;

/**
 * What has been asked, kept. Reading the log leaves an entry each time, so nothing is asked again just because somebody
 * looks at the window again. An answer that nobody is signed in (any more) ends the session on the page, too.
 */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: (error) => endSession(client, error) }),
    defaultOptions: {
      queries: { staleTime: 30_000, refetchOnWindowFocus: false, retry: isWorthAnotherTry },
      mutations: { onError: (error) => endSession(client, error) },
    },
  });
  return client;
}

function endSession(client: QueryClient, error: Error): void {
  if (isSignedOut(error)) client.setQueryData(SESSION_KEY, null);
}

/** What may pass by itself: no connection, a gateway without a server. A question that takes too long stays so. */
function isWorthAnotherTry(failures: number, error: Error): boolean {
  const mayPass = error instanceof Unreachable || isProblem(error, 'AUDIT_READING_BUSY', 'HTTP_502', 'HTTP_504');
  return mayPass && failures < MAX_ATTEMPTS - 1;
}
