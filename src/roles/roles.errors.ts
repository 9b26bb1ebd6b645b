import { errorCatalogue } from '../problem/app-error.ts';

/** What the roles refuse. */
export const rolesErrors = errorCatalogue({
  ROLE_NOT_FOUND: { status: 404, message: 'No role has this id. Check the id, or list the roles with GET /roles.' },
  ROLE_NOT_ASSIGNED: {
    status: 404,
    message: 'The user does not have this role. Read the user to see which roles there are to take away.',
  },
  ROLE_NAME_TAKEN: {
    status: 409,
    message: 'Another role already has this name. Choose another name, or change that role.',
  },
  ROLE_PROTECTED: {
    status: 409,
    message: 'The application relies on this role as it is. Leave it, and make a role of your own for what you need.',
  },
  ROLE_IN_USE: { status: 409, message: 'Users still have this role. Take it away from them first, then delete it.' },
  PERMISSION_NOT_HELD: {
    status: 403,
    message: 'Nobody can give or take a permission they do not have. Ask an administrator to do it.',
  },
});
