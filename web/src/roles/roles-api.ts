import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schema } from '../api/client.ts';

export type Role = Schema<'RoleDto'>;
export type PermissionNote = Schema<'PermissionDto'>;

const ROLES = 'roles';

/** A page of the roles, by name. */
export function useRoles(query: {
  readonly page: number;
  readonly limit: number;
}): UseQueryResult<Schema<'RolePageDto'>> {
  return useQuery({
    queryKey: [ROLES, 'list', query],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/roles', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useRole(id: string): UseQueryResult<Role> {
  return useQuery({
    queryKey: [ROLES, 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/roles/{id}', { params: { path: { id } }, signal })),
  });
}

/** Everything that a role can allow. */
export function usePermissions(): UseQueryResult<readonly PermissionNote[]> {
  return useQuery({
    queryKey: ['permissions'],
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/permissions', { signal }))).data,
    staleTime: Infinity,
  });
}

export function createRole(body: Schema<'CreateRoleDto'>): Promise<Role> {
  return answerOf(api.POST('/api/v1/roles', { body }));
}

export function updateRole({ id, ...body }: Schema<'UpdateRoleDto'> & { readonly id: string }): Promise<Role> {
  return answerOf(api.PATCH('/api/v1/roles/{id}', { params: { path: { id } }, body }));
}

export function deleteRole(id: string): Promise<unknown> {
  return answerOf(api.DELETE('/api/v1/roles/{id}', { params: { path: { id } } }));
}

export interface RolePermissions {
  readonly id: string;
  readonly permissions: readonly string[];
}

export function setPermissions({ id, permissions }: RolePermissions): Promise<Role> {
  const body = { permissions: [...permissions] };
  return answerOf(api.PUT('/api/v1/roles/{id}/permissions', { params: { path: { id } }, body }));
}
