import { call, signIn } from '../../support/api.ts';
import type { PageUnderTest } from './page-under-test.ts';

/** An entry as the log's API gives it, as far as these tests look at it. */
export interface LoggedEntry {
  readonly id: string;
  readonly description: string;
  readonly status: string;
  readonly actionType: string;
  readonly userLabel: string | null;
  readonly resourceType: string | null;
  readonly resourceId: string | null;
  readonly metadata: {
    readonly changes?: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
  };
}

/** What the log has of a query in its search language, newest first. */
export async function logged(test: PageUnderTest, query: string): Promise<readonly LoggedEntry[]> {
  await test.flush();
  const token = await signIn(test.app);
  const route = `GET /audit-logs?q=${encodeURIComponent(query)}`;
  const { status, body } = await call<{ readonly data: readonly LoggedEntry[] }>(test.app, route, { token });
  if (status !== 200) throw new Error(`the log refuses ${query}: ${JSON.stringify(body)}`);
  return body.data;
}
