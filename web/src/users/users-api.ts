import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schema } from '../api/client.ts';
import { PAGE_LIMIT } from '../host/page-state.ts';

export type User = Schema<'UserDto'>;
export type Session = Schema<'SessionDto'>;

const USERS = 'users';

export interface UsersQuery {
  readonly search: string;
  readonly page: number;
}

/** A page of accounts; the one before stays until it is there. */
export function useUsers({ search, page }: UsersQuery): UseQueryResult<Schema<'UserPageDto'>> {
  const query = { page, limit: PAGE_LIMIT, ...(search !== '' && { search }) };
  return useQuery({
    queryKey: [USERS, 'list', query],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/users', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useUser(id: string): UseQueryResult<User> {
  return useQuery({
    queryKey: [USERS, 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/users/{id}', { params: { path: { id } }, signal })),
  });
}

/** Where the user is signed in now; newest first. */
export function useOpenSessions(id: string): UseQueryResult<Schema<'SessionPageDto'>> {
  return useQuery({
    queryKey: [USERS, 'sessions', id],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/users/{id}/sessions', { params: { path: { id }, query: { all: false, limit: 200 } }, signal }),
      ),
  });
}

/** What changes an account by its id alone. */
export const userActs = {
  activate: (id: string) => answerOf(api.POST('/api/v1/users/{id}/activate', { params: { path: { id } } })),
  deactivate: (id: string) => answerOf(api.POST('/api/v1/users/{id}/deactivate', { params: { path: { id } } })),
  delete: (id: string) => answerOf(api.DELETE('/api/v1/users/{id}', { params: { path: { id } } })),
  unlock: (id: string) => answerOf(api.POST('/api/v1/users/{id}/unlock', { params: { path: { id } } })),
  requirePassword: (id: string) =>
    answerOf(api.POST('/api/v1/users/{id}/password-reset', { params: { path: { id } } })),
  endSessions: (id: string) => answerOf(api.DELETE('/api/v1/users/{id}/sessions', { params: { path: { id } } })),
} as const;

export function createUser(body: Schema<'CreateUserDto'>): Promise<User> {
  return answerOf(api.POST('/api/v1/users', { body }));
}

export function updateUser({ id, ...body }: Schema<'UpdateUserDto'> & { readonly id: string }): Promise<User> {
  return answerOf(api.PATCH('/api/v1/users/{id}', { params: { path: { id } }, body }));
}

export interface UserRole {
  readonly id: string;
  readonly roleId: string;
}

export function giveRole(path: UserRole): Promise<User> {
  return answerOf(api.PUT('/api/v1/users/{id}/roles/{roleId}', { params: { path } }));
}

export function takeRole(path: UserRole): Promise<User> {
  return answerOf(api.DELETE('/api/v1/users/{id}/roles/{roleId}', { params: { path } }));
}

export function endSession(path: { readonly id: string; readonly sessionId: string }): Promise<unknown> {
  return answerOf(api.DELETE('/api/v1/users/{id}/sessions/{sessionId}', { params: { path } }));
}
