// Written by `npm run web:api` from the OpenAPI document of the server. Not to be edited.

export interface paths {
    "/api/v1/admin/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the maintenance jobs
         * @description All of them, sorted by name. Each runs by itself at 03:00 UTC. Needs `system:read`.
         */
        get: operations["MaintenanceController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/jobs/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a maintenance job now
         * @description The job runs in the background and leaves an entry of its own in the audit log. Needs `system:write`.
         */
        post: operations["MaintenanceController_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the system overview
         * @description Counts of what there is, the delivery of the audit log and the database. Start, uptime and delivery are those of the process that answers. Needs `system:read`.
         */
        get: operations["OverviewController_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List entries
         * @description One page of the entries that match, newest first.
         */
        get: operations["AuditLogsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one entry */
        get: operations["AuditLogsController_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/{id}/related": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what belongs to an entry
         * @description Entries of the same request, trace, session, actor at that time, and resource.
         */
        get: operations["AuditHistoryController_related"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List archived months
         * @description Newest first. Who may see the entries of some tenants only is told which months there are, but not what counts the entries of others.
         */
        get: operations["ArchivedMonthsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/archive/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List archived entries
         * @description One page of the archived entries that match, newest first, from 12 archived months at most.
         */
        get: operations["ArchivedMonthsController_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/archive/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export archived entries
         * @description All archived entries that match as a file, oldest first, streamed.
         */
        get: operations["ArchivedMonthsController_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List errors
         * @description The same list, only entries with a severity.
         */
        get: operations["AuditLogsController_errors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/errors/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List faults
         * @description The faults among the entries that match, each once however often it has happened: entries with the same `errorFingerprint` are one.
         */
        get: operations["SummaryController_groups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export entries
         * @description All entries that match as a file, newest first, streamed: any number of them in constant memory.
         */
        get: operations["AuditExportController_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List exports
         * @description Those of who asks, newest first; also those that are over.
         */
        get: operations["ExportJobsController_list"];
        put?: never;
        /**
         * Export entries in the background
         * @description For what takes long: the same as GET /audit-logs/export, as a file to be fetched later.
         */
        post: operations["ExportJobsController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/exports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read one export
         * @description How far it is, and what became of it.
         */
        get: operations["ExportJobsController_one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/exports/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an export
         * @description What there is of its file is removed.
         */
        post: operations["ExportJobsController_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/exports/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch the file of an export
         * @description All of it, or the part that `Range` asks for.
         */
        get: operations["ExportJobsController_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/exports/{id}/manifest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fetch the manifest of an export
         * @description Who has asked for what, when, and what the file is: also when that is gone.
         */
        get: operations["ExportJobsController_manifest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List fields of the search language
         * @description What can be written in `q`: fields, what can be asked of them, and the values that entries have.
         */
        get: operations["AuditFieldsController_fields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List legal holds
         * @description All that were ever placed, those that hold first.
         */
        get: operations["LegalHoldsController_list"];
        put?: never;
        /**
         * Place a legal hold
         * @description The entries that fit stay, in the database and in the archive, until it is released.
         */
        post: operations["LegalHoldsController_place"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/holds/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Release a legal hold
         * @description What it was stays on record.
         */
        post: operations["LegalHoldsController_release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/reader": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show who asks
         * @description Who the caller is for the log, and what of it they may use. A page shows no more than that.
         */
        get: operations["ReaderController_reader"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/resources/{type}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the entries of a resource
         * @description One page of them, newest first.
         */
        get: operations["AuditHistoryController_ofResource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/resources/{type}/{id}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what a resource was
         * @description The values of its fields at a given time, put together from its entries.
         */
        get: operations["AuditHistoryController_stateOfResource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow the log
         * @description Entries that match as they are stored, as Server-Sent Events: first `ready`, then an `entry` for each, with what `GET /audit-logs/{id}` gives as its data. A browser whose connection has ended comes again by itself and gets what it has missed, each entry once.
         */
        get: operations["LiveController_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count entries
         * @description How many entries match, by status, severity, category, action, kind of resource and actor, and over time. Exact, unless `isEstimated` says otherwise.
         */
        get: operations["SummaryController_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description Begins a session of `session.length_minutes`. A wrong password, an unknown address, a locked and a deactivated account are all answered alike. `sign_in.failures_to_lock` wrong passwords in a row lock an account for `sign_in.lock_minutes`; these are settings. With `cookie: true` the browser keeps the access token in a cookie that no script can read, and the answer does not have it; only a page of this server may ask for that.
         */
        post: operations["AuthController_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out
         * @description Ends the session: its access token is worth nothing from now on, and the browser forgets the cookie it had it from.
         */
        post: operations["AuthController_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in
         * @description The user of the access token, and what it may do.
         */
        get: operations["AuthController_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the own password
         * @description Ends all other sessions of the user; the one of this request goes on, and may do everything again if an administrator has required the new password. A wrong current password counts like a failed sign-in.
         */
        post: operations["AuthController_changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/data-uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the data uploads
         * @description One page, newest upload first. Needs `data:read`.
         */
        get: operations["DataUploadsController_list"];
        put?: never;
        /**
         * Upload a file
         * @description A CSV file in UTF-8, up to the size of the setting `data_upload.max_bytes`. Its first line names the columns `reference`, `date` (YYYY-MM-DD), `amount` (such as -1234.56), `currency` (such as EUR) and `description`, in any order; commas or semicolons separate them. The file is kept as it is until it is imported. Needs `data:upload`.
         */
        post: operations["DataUploadsController_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/data-uploads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a data upload
         * @description With the state of its import and the first 100 refused lines. Needs `data:read`.
         */
        get: operations["DataUploadsController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/data-uploads/{id}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a data upload
         * @description Begins to bring its lines into the tables, in the background: read the upload to see how far it is. Lines that break a rule are refused and reported, the others are imported, all at once at the end. An import that failed has left nothing behind and can be asked for again. Needs `data:upload`.
         */
        post: operations["DataUploadsController_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/data-uploads/{id}/refusals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the refused lines of an import
         * @description One page of the lines that the latest import could not accept, in their order: of the first 10 000 of them, which are kept. Needs `data:read`.
         */
        get: operations["DataUploadsController_listRefusals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the permissions
         * @description Everything a role can allow, and what it means. Needs `roles:read`.
         */
        get: operations["PermissionsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reconciliations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the reconciliations
         * @description One page, newest first. Needs `data:read`.
         */
        get: operations["ReconciliationsController_list"];
        put?: never;
        /**
         * Reconcile a ledger with a bank
         * @description Begins to compare the lines of two imported uploads, in the background: read the reconciliation to see how far it is. First, lines with equal references are paired; then, of the others, lines with about the same amount and day, the nearest first. Lines pair within one currency only, each with one line at most. Needs `data:reconcile`.
         */
        post: operations["ReconciliationsController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reconciliations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a reconciliation
         * @description How far it is and, when it is done, what it comes to. Needs `data:read`.
         */
        get: operations["ReconciliationsController_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reconciliations/{id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the items of a reconciliation
         * @description One page: the pairs with equal amounts, those with different ones, the lines of the ledger that are alone, those of the bank; each in the order of the lines of the ledger, or of the bank. Needs `data:read`.
         */
        get: operations["ReconciliationsController_listItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the roles
         * @description One page, sorted by name, each with the number of users who have it. Needs `roles:read`.
         */
        get: operations["RolesController_list"];
        put?: never;
        /**
         * Create a role
         * @description It can hold only permissions the caller has as well. Needs `roles:write`.
         */
        post: operations["RolesController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a role
         * @description Needs `roles:read`.
         */
        get: operations["RolesController_get"];
        put?: never;
        post?: never;
        /**
         * Delete a role
         * @description Not possible while anybody has it, and for the roles `admin`, `auditor` and `user`. Needs `roles:write`.
         */
        delete: operations["RolesController_delete"];
        options?: never;
        head?: never;
        /**
         * Change a role
         * @description Changes the name, the description, or both. The roles `admin`, `auditor` and `user` keep their names. Needs `roles:write`.
         */
        patch: operations["RolesController_update"];
        trace?: never;
    };
    "/api/v1/roles/{id}/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the permissions of a role
         * @description Replaces them all; it counts from the next request of everybody who has the role. Only permissions the caller has can be added, any can be withdrawn. The role `admin` keeps all permissions. Needs `roles:write`.
         */
        put: operations["RolesController_setPermissions"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the settings
         * @description All of them, each with what holds now and what it may be set to. Needs `settings:read`.
         */
        get: operations["SettingsController_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a setting
         * @description Needs `settings:read`.
         */
        get: operations["SettingsController_get"];
        /**
         * Change a setting
         * @description The value holds from the next request on, on all instances. A secret can be set, replaced and, by null, removed, but is never answered. Needs `settings:write`.
         */
        put: operations["SettingsController_set"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the users
         * @description One page, oldest account first. Needs `users:read`.
         */
        get: operations["UsersController_list"];
        put?: never;
        /**
         * Create a user
         * @description The new account is active and has the role `user`. Needs `users:write`.
         */
        post: operations["UsersController_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a user
         * @description Needs `users:read`.
         */
        get: operations["UsersController_get"];
        put?: never;
        post?: never;
        /**
         * Delete a user
         * @description Deletes the account with its sessions; its entries in the audit log stay. Not possible for your own account and for the last active administrator. Needs `users:write`.
         */
        delete: operations["UsersController_delete"];
        options?: never;
        head?: never;
        /**
         * Change a user
         * @description Changes the e-mail address, the name, or both. Needs `users:write`.
         */
        patch: operations["UsersController_update"];
        trace?: never;
    };
    "/api/v1/users/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate a user
         * @description Lets the account sign in again and lifts a lock put on it by failed sign-ins. Needs `users:write`.
         */
        post: operations["UsersController_activate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate a user
         * @description The account can no longer sign in and its sessions end at once. Not possible for your own account and for the last active administrator. Needs `users:write`.
         */
        post: operations["UsersController_deactivate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Require a new password of a user
         * @description Ends all sessions of the user. Signing in with the old password stays possible, but then every route except GET /auth/me, POST /auth/logout and POST /auth/password answers 403 PASSWORD_RESET_REQUIRED until the password is changed. Not possible for your own account. Needs `system:write`.
         */
        post: operations["UserAccessController_requireNewPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/roles/{roleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Assign a role to a user
         * @description Counts from the next request of the user; changes nothing when the user has the role already. Only a role whose permissions the caller has as well can be assigned. Needs `roles:assign`.
         */
        put: operations["UserRolesController_assign"];
        post?: never;
        /**
         * Revoke a role from a user
         * @description Counts from the next request of the user. Not possible for the role `admin` of the last active administrator, and for roles that allow more than your own, but your own roles you can give up. Needs `roles:assign`.
         */
        delete: operations["UserRolesController_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the sessions of a user
         * @description One page, newest first; only those that are open unless asked for `all`. Needs `system:read`.
         */
        get: operations["UserSessionsController_list"];
        put?: never;
        post?: never;
        /**
         * End all sessions of a user
         * @description Signs the user out everywhere; signing in again stays possible. Needs `system:write`.
         */
        delete: operations["UserSessionsController_endAll"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session of a user
         * @description Its access token is worth nothing from now on. Needs `system:write`.
         */
        delete: operations["UserSessionsController_end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unlock a user
         * @description Lifts the lock that too many failed sign-ins have put on the account. Needs `system:write`.
         */
        post: operations["UserAccessController_unlock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process runs and answers. Depends on nothing else: a restart would not bring a lost database back. */
        get: operations["HealthController_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The application can do its work; 503 while something it needs is away. */
        get: operations["HealthController_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures of the process and of the audit log, in the text format of Prometheus. */
        get: operations["MetricsController_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ActorCountDto: {
            /**
             * @description `user`, `service`, `system` or `anonymous`
             * @example user
             * @enum {string}
             */
            actorType: "user" | "service" | "system" | "anonymous";
            /**
             * @description How many entries
             * @example 128
             */
            count: number;
            /**
             * @description The actor's id
             * @example 0d5f2c1e-6d0b-4a53-9f0e-2f7a1c9b8e77
             */
            userId: string | null;
            /**
             * @description A name or e-mail that the actor had in these entries
             * @example admin@example.com
             */
            userLabel: string | null;
        };
        AffectedUserDto: {
            /**
             * @description How often
             * @example 3
             */
            count: number;
            /**
             * @description The actor's id
             * @example 0d5f2c1e-6d0b-4a53-9f0e-2f7a1c9b8e77
             */
            userId: string | null;
            /**
             * @description A name or e-mail that the actor had
             * @example admin@example.com
             */
            userLabel: string | null;
        };
        ArchivedFileDto: {
            /**
             * @description How long it is
             * @example 1841203
             */
            bytes: number;
            /**
             * @description How it is called, in the folder of its month
             * @example audit-logs-0d5f2c1e-6d0b-4a53-9f0e-2f7a1c9b8e77-0001.parquet
             */
            name: string;
            /**
             * @description Entries in it
             * @example 48211
             */
            rows: number;
            /**
             * @description Its SHA-256, hexadecimal digits
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            sha256: string;
        };
        ArchivedMonthDto: {
            /**
             * Format: date-time
             * @description When the last of it was archived
             * @example 2026-02-03T04:00:12.000Z
             */
            archivedAt: string;
            /**
             * @description Of all its files
             * @example 1841203
             */
            bytes: number | null;
            /**
             * @description Sums of the SHA-256 of every entry, as the manifests have them; several where entries came when the month was archived and removed
             * @example [
             *       "130c4fcfd2c50182f-140018305640a9948-12ac7a2091e374b5c-180a55d6221999482"
             *     ]
             */
            contentHashes: string[] | null;
            /** @description Parquet, compressed by zstd */
            files: components["schemas"]["ArchivedFileDto"][] | null;
            /**
             * Format: date-time
             * @description The time of its first entry
             * @example 2026-01-01T00:00:03.120Z
             */
            firstTimestamp: string | null;
            /**
             * Format: date-time
             * @description The time of its last entry
             * @example 2026-01-31T23:59:58.004Z
             */
            lastTimestamp: string | null;
            /**
             * @description UTC
             * @example 2026-01
             */
            month: string;
            /**
             * @description Entries in it
             * @example 48211
             */
            rows: number | null;
            /**
             * Format: date-time
             * @description Since when all of it is known to be what it was
             * @example 2026-02-03T04:00:12.000Z
             */
            verifiedAt: string;
        };
        ArchivedMonthsDto: {
            data: components["schemas"]["ArchivedMonthDto"][];
        };
        ArchivedPageDto: {
            data: components["schemas"]["AuditLog"][];
            pagination: components["schemas"]["ArchivedPaginationDto"];
        };
        ArchivedPaginationDto: {
            /**
             * @description Entries on a page
             * @example 50
             */
            limit: number;
            /**
             * @description Leads to the older entries; null on the last page
             * @example WyJvIiwxNzYzOTIyNjEyMzQ1XQ
             */
            nextCursor: string | null;
        };
        AuditDeliveryDto: {
            /**
             * @description Attempts to write that have failed in a row.
             * @example 0
             */
            failures: number;
            /**
             * @description Age of the oldest entry that waits, in milliseconds.
             * @example 0
             */
            oldestAgeMs: number;
            /**
             * @description Entries the database has refused since the start.
             * @example 0
             */
            quarantined: number;
            /**
             * @description Entries that wait to be written into the database, in the journal or in memory.
             * @example 0
             */
            queued: number;
            /**
             * @description Entries lost since the start: there was no room for them, or their journal was damaged.
             * @example 0
             */
            shed: number;
        };
        AuditExportDto: {
            /**
             * @description What was done
             * @example [
             *       "login",
             *       "logout"
             *     ]
             */
            actionType?: string[];
            /** @description Whether a CSV file begins with a byte order mark, by which some spreadsheets know UTF-8 */
            bom?: boolean;
            /**
             * @description What part of the application it is about
             * @example [
             *       "authentication"
             *     ]
             */
            category?: string[];
            /**
             * @description What is kept of each entry, in this order; all of it when left out
             * @example [
             *       "timestamp",
             *       "description"
             *     ]
             */
            columns?: ("id" | "timestamp" | "recordedAt" | "category" | "actionType" | "description" | "status" | "severity" | "actorType" | "userId" | "userLabel" | "tenantId" | "ipAddress" | "userAgent" | "resourceType" | "resourceId" | "errorType" | "errorFingerprint" | "requestId" | "traceId" | "metadata")[];
            /**
             * @description What separates the cells of a CSV file: a comma, a semicolon or a tab
             * @example ;
             * @enum {string}
             */
            delimiter?: "," | ";" | "\t";
            /**
             * @description Class or code of the error
             * @example [
             *       "ECONNREFUSED"
             *     ]
             */
            errorType?: string[];
            /**
             * @description Format of the file
             * @example csv
             * @enum {string}
             */
            format: "csv" | "json" | "ndjson";
            /**
             * Format: date-time
             * @description Entries at or after this moment
             * @example 2026-11-01T00:00:00Z
             */
            from?: string;
            /** @description Whether the file is compressed: a file in itself, whatever the connection does */
            gzip?: boolean;
            /**
             * @description An address, or a network in CIDR notation
             * @example [
             *       "10.0.0.0/8"
             *     ]
             */
            ipAddress?: string[];
            /**
             * @description The same filters and more as one text, in the search language; `GET /audit-logs/fields` tells its fields
             * @example action:login status:failure -user:alice@example.com after:-7d "locked"
             */
            q?: string;
            /** @description The `X-Request-Id` of an answer */
            requestId?: string[];
            /** @description Which one */
            resourceId?: string[];
            /**
             * @description The kind of thing it was done to
             * @example [
             *       "user"
             *     ]
             */
            resourceType?: string[];
            /**
             * @description Text inside the description, upper and lower case alike, every character just itself. Text that is an address, a network (`10.0.0.0/8`) or the beginning of an address (`10.1.`, `2001:db8:`) finds the entries from there as well
             * @example bob@example.com
             */
            search?: string;
            /**
             * @description How bad it is
             * @example [
             *       "ERROR",
             *       "CRITICAL"
             *     ]
             */
            severity?: ("WARNING" | "ERROR" | "CRITICAL")[];
            /**
             * @description How it ended
             * @example [
             *       "failure",
             *       "error"
             *     ]
             */
            status?: ("success" | "failure" | "error")[];
            /** @description Whose data it is about */
            tenantId?: string[];
            /**
             * @description In which the times of a CSV file are, with their offset; UTC when left out
             * @example Europe/Berlin
             */
            timeZone?: string;
            /**
             * Format: date-time
             * @description Entries before this moment
             * @example 2026-12-01T00:00:00Z
             */
            to?: string;
            /** @description Who did it, by id */
            userId?: string[];
        };
        AuditFieldDto: {
            /**
             * @description A term that uses it
             * @example action:(login,logout)
             */
            example: string;
            /**
             * @description `closed`: `values` are all there are; `open`: they are some that entries have; `time`: they are some that are often meant; `address` and `text` have none
             * @example open
             * @enum {string}
             */
            kind: "closed" | "open" | "time" | "address" | "text";
            /**
             * @description What it is about
             * @example What was done
             */
            meaning: string;
            /**
             * @description How it is written; in any case
             * @example action
             */
            name: string;
            /**
             * @description What can be asked: `is` (`field:value`), `isNot` (`-field:value`), `isOneOf` (`field:(a,b)`), `isNoneOf` (`-field:(a,b)`)
             * @example [
             *       "is",
             *       "isNot",
             *       "isOneOf",
             *       "isNoneOf"
             *     ]
             */
            operators: ("is" | "isNot" | "isOneOf" | "isNoneOf")[];
            /**
             * @description Values it can have, at most 100, in the order of the database
             * @example [
             *       "create",
             *       "login",
             *       "logout"
             *     ]
             */
            values: string[];
            /**
             * @description False when there may be more; `prefix` finds them
             * @example true
             */
            valuesAreComplete: boolean;
        };
        AuditFieldsDto: {
            data: components["schemas"]["AuditFieldDto"][];
        };
        AuditLog: {
            /**
             * @description What was done
             * @example create
             */
            actionType: string;
            /**
             * @description `user`, `service`, `system` or `anonymous`
             * @example user
             * @enum {string}
             */
            actorType: "user" | "service" | "system" | "anonymous";
            /**
             * @description `authentication`, `user_management`, `role_permission`, `data_operation`, `system_setting`, `administrative`, `error`, `request`, or one of the host's own
             * @example user_management
             */
            category: string;
            /**
             * @description One sentence, with the actor
             * @example admin@example.com tried to create user bob@example.com and was refused: the e-mail is taken
             */
            description: string;
            /**
             * @description The same for every occurrence of the same fault
             * @example v2:0c9f3e1b7a5d2c4e6f8091a2
             */
            errorFingerprint: string | null;
            /**
             * @description Class or code of the error
             * @example EMAIL_TAKEN
             */
            errorType: string | null;
            /**
             * @description UUIDv7 made from the timestamp
             * @example 019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11
             */
            id: string;
            /**
             * @description Where it came from
             * @example 203.0.113.7
             */
            ipAddress: string | null;
            /**
             * @description `http {method, route, path, query, statusCode, durationMs, outcome}`, `changes {field: {from, to}}` (`attemptedChanges` when it did not succeed), `error {name, message, stack, cause}`, and what the caller added
             * @example {
             *       "http": {
             *         "method": "POST",
             *         "route": "/api/v1/users",
             *         "path": "/api/v1/users",
             *         "statusCode": 409,
             *         "durationMs": 41.3,
             *         "outcome": "completed"
             *       }
             *     }
             */
            metadata: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description When it was stored
             * @example 2026-11-23T18:30:12.512Z
             */
            recordedAt: string;
            /**
             * @description Equal to the `X-Request-Id` of the answer
             * @example 019ab2f0-5c1c-7d3e-9b1f-5b2c8e0a4d21
             */
            requestId: string | null;
            /**
             * @description Which one
             * @example 8f14e45f-ceea-467f-a0e6-2d3f5c6b7a89
             */
            resourceId: string | null;
            /**
             * @description The kind of thing it was done to
             * @example user
             */
            resourceType: string | null;
            /**
             * @description `WARNING`, `ERROR` or `CRITICAL`; null when nothing went wrong
             * @example WARNING
             * @enum {string|null}
             */
            severity: "WARNING" | "ERROR" | "CRITICAL" | null;
            /**
             * @description `success`: done; `failure`: refused or an expected failure; `error`: a fault
             * @example failure
             * @enum {string}
             */
            status: "error" | "success" | "failure";
            /**
             * @description Whose data it is about, where there are tenants
             * @example acme
             */
            tenantId: string | null;
            /**
             * Format: date-time
             * @description When it happened
             * @example 2026-11-23T18:30:12.345Z
             */
            timestamp: string;
            /**
             * @description W3C trace id
             * @example 4bf92f3577b34da6a3ce929d0e0e4736
             */
            traceId: string | null;
            /**
             * @description What program the client says it is
             * @example Mozilla/5.0
             */
            userAgent: string | null;
            /**
             * @description The actor's id, as text
             * @example 0d5f2c1e-6d0b-4a53-9f0e-2f7a1c9b8e77
             */
            userId: string | null;
            /**
             * @description The actor's name or e-mail at that time
             * @example admin@example.com
             */
            userLabel: string | null;
        };
        AuditLogsPageDto: {
            data: components["schemas"]["AuditLog"][];
            pagination: components["schemas"]["AuditLogsPaginationDto"];
        };
        AuditLogsPaginationDto: {
            /**
             * @description Entries on a page
             * @example 50
             */
            limit: number;
            /**
             * @description Leads to the older entries; null on the last page
             * @example WyJvIiwxNzYzOTIyNjEyMzQ1XQ
             */
            nextCursor: string | null;
            /**
             * @description Page number; null for a page reached by cursor
             * @example 1
             */
            page: number | null;
            /** @description Leads to the newer entries; null on the first page */
            previousCursor: string | null;
            /**
             * @description How many entries match; counted up to 10 000
             * @example 128
             */
            total: number;
            /**
             * @description False when more entries match than were counted
             * @example true
             */
            totalIsExact: boolean;
        };
        ChangePasswordDto: {
            /**
             * @description The password until now.
             * @example correct horse battery staple
             */
            currentPassword: string;
            /**
             * @description At least as long as the setting `password.min_length` says, at most 128 characters; neither the current one, nor
             *     the e-mail address or the name.
             * @example seven green lamps at the harbour
             */
            newPassword: string;
        };
        CreateReconciliationDto: {
            /**
             * Format: uuid
             * @description The id of an imported upload of the kind `bank`.
             * @example 019aaf11-0f5c-7a32-9b59-3b5c8d9c0a12
             */
            bankUploadId: string;
            /**
             * Format: uuid
             * @description The id of an imported upload of the kind `ledger`.
             * @example 019aaf10-3f5c-7c34-8a59-3b5c8d9c0a11
             */
            ledgerUploadId: string;
            /**
             * @description By which rules; equal references, and then equal amounts within three days, when left out.
             * @default {
             *       "exactReference": true,
             *       "amountAndDate": {
             *         "amountToleranceMinor": 0,
             *         "dateToleranceDays": 3
             *       }
             *     }
             */
            rules: components["schemas"]["RulesDto"];
        };
        CreateRoleDto: {
            /**
             * @description What the role is for.
             * @example Uploads data and reconciles it.
             */
            description: string;
            /**
             * @description 1 to 60 lower case letters, digits, hyphens and underscores; no other role may have it.
             * @example data-steward
             */
            name: string;
            /**
             * @description What the role allows: names from `GET /permissions`, each once, none that the caller does not have.
             * @example [
             *       "data:read",
             *       "data:upload"
             *     ]
             */
            permissions: string[];
        };
        CreateUserDto: {
            /**
             * Format: email
             * @description Address to sign in with; no other account may have it, upper and lower case being the same.
             * @example bob@example.com
             */
            email: string;
            /**
             * @description What to call the person.
             * @example Bob Miller
             */
            name: string;
            /**
             * @description At least as long as the setting `password.min_length` says, at most 128 characters; neither the e-mail address
             *     nor the name.
             * @example correct horse battery staple
             */
            password: string;
        };
        CurrencySumsDto: {
            /**
             * @description All lines of the bank.
             * @example 9007199254740893
             */
            bankMinor: string;
            /**
             * @description A code of ISO 4217.
             * @example EUR
             */
            currency: string;
            /**
             * @description The pairs with different amounts, on the side of the bank.
             * @example 893
             */
            differenceBankMinor: string;
            /**
             * @description The pairs with different amounts, on the side of the ledger.
             * @example 900
             */
            differenceLedgerMinor: string;
            /**
             * @description By how much the bank is above the ledger in the pairs with different amounts.
             * @example -7
             */
            differenceMinor: string;
            /**
             * @description All lines of the ledger.
             * @example 9007199254740993
             */
            ledgerMinor: string;
            /**
             * @description The pairs with equal amounts, on either side.
             * @example 9007199254740000
             */
            matchedMinor: string;
            /**
             * @description The lines of the bank that are alone.
             * @example 0
             */
            unmatchedBankMinor: string;
            /**
             * @description The lines of the ledger that are alone.
             * @example 93
             */
            unmatchedLedgerMinor: string;
        };
        DatabaseDto: {
            /**
             * @description Bytes on disk, indexes included.
             * @example 18874368
             */
            sizeBytes: number;
            /**
             * @description Version of the server.
             * @example 18.1
             */
            version: string;
        };
        DataUploadCountsDto: {
            /**
             * @description Files that could not be imported.
             * @example 2
             */
            failed: number;
            /**
             * @description Files whose lines are there.
             * @example 30
             */
            imported: number;
            /**
             * @description Imports that wait or run.
             * @example 0
             */
            importing: number;
            /**
             * @description Files that are there and not imported.
             * @example 1
             */
            uploaded: number;
        };
        DataUploadDetailsDto: {
            /**
             * @description Bytes of the file.
             * @example 67166731
             */
            byteSize: number;
            /**
             * Format: date-time
             * @description When it was uploaded.
             * @example 2026-11-02T09:14:12.345Z
             */
            createdAt: string;
            /**
             * @description What the file was called.
             * @example bank-2026-10.csv
             */
            fileName: string;
            /**
             * @description The id of the upload.
             * @example 019aaf10-3f5c-7c34-8a59-3b5c8d9c0a11
             */
            id: string;
            /** @description The latest import; null when none was asked for. */
            import: components["schemas"]["ImportDto"] | null;
            /**
             * @description What its lines are: the books of the house, or statements of its bank.
             * @example bank
             * @enum {string}
             */
            kind: "ledger" | "bank";
            /**
             * @description SHA-256 of the file, in hex digits.
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            sha256: string;
            /**
             * @description Whether its lines are there: `uploaded`, `importing`, `imported` or `failed`.
             * @example imported
             * @enum {string}
             */
            status: "uploaded" | "imported" | "failed" | "importing";
            uploadedBy: components["schemas"]["UploaderDto"];
        };
        DataUploadDto: {
            /**
             * @description Bytes of the file.
             * @example 67166731
             */
            byteSize: number;
            /**
             * Format: date-time
             * @description When it was uploaded.
             * @example 2026-11-02T09:14:12.345Z
             */
            createdAt: string;
            /**
             * @description What the file was called.
             * @example bank-2026-10.csv
             */
            fileName: string;
            /**
             * @description The id of the upload.
             * @example 019aaf10-3f5c-7c34-8a59-3b5c8d9c0a11
             */
            id: string;
            /** @description The latest import; null when none was asked for. */
            import: components["schemas"]["ImportDto"] | null;
            /**
             * @description What its lines are: the books of the house, or statements of its bank.
             * @example bank
             * @enum {string}
             */
            kind: "ledger" | "bank";
            /**
             * @description SHA-256 of the file, in hex digits.
             * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
             */
            sha256: string;
            /**
             * @description Whether its lines are there: `uploaded`, `importing`, `imported` or `failed`.
             * @example imported
             * @enum {string}
             */
            status: "uploaded" | "imported" | "failed" | "importing";
            uploadedBy: components["schemas"]["UploaderDto"];
        };
        DataUploadPageDto: {
            data: components["schemas"]["DataUploadDto"][];
            pagination: components["schemas"]["PaginationDto"];
        };
        EndedSessionsDto: {
            /**
             * @description Sessions that were open.
             * @example 2
             */
            endedSessions: number;
        };
        ErrorGroupDto: {
            /**
             * @description How often it has happened
             * @example 128
             */
            count: number;
            /**
             * @description How often in each step of the timeline of the page
             * @example [
             *       0,
             *       0,
             *       3,
             *       125
             *     ]
             */
            counts: number[];
            /**
             * @description Class or code of the error
             * @example TypeError
             */
            errorType: string | null;
            /**
             * @description What its entries have in common
             * @example v2:0c9f3e1b7a5d2c4e6f8091a2
             */
            fingerprint: string;
            /**
             * Format: date-time
             * @description When for the first time, in the range that was asked for
             * @example 2026-11-20T08:12:01.400Z
             */
            firstSeen: string;
            /**
             * Format: date-time
             * @description When for the last time, in the range that was asked for
             * @example 2026-11-23T18:30:12.345Z
             */
            lastSeen: string;
            sample: components["schemas"]["FaultSampleDto"];
            /**
             * @description The worst that it had
             * @example ERROR
             * @enum {string|null}
             */
            severity: "WARNING" | "ERROR" | "CRITICAL" | null;
            /** @description Those of them to whom it has happened most often, three at most */
            topUsers: components["schemas"]["AffectedUserDto"][];
            /**
             * @description To how many different actors, by id or else by label
             * @example 7
             */
            users: number;
        };
        ErrorGroupsDto: {
            /**
             * @description `rollups`: counts that are kept beside the log, exact; `entries`: the entries themselves, exact; `newest`: only the newest 50 000 entries with a fault
             * @example rollups
             * @enum {string}
             */
            countedFrom: "rollups" | "entries" | "newest";
            data: components["schemas"]["ErrorGroupDto"][];
            /**
             * @description Whether older faults were left out, because counting all would have taken too long
             * @example false
             */
            isEstimated: boolean;
            pagination: components["schemas"]["ErrorGroupsPaginationDto"];
            timeline: components["schemas"]["ErrorGroupsTimelineDto"];
        };
        ErrorGroupsPaginationDto: {
            /**
             * @description Faults on a page
             * @example 20
             */
            limit: number;
            /**
             * @description Page number
             * @example 1
             */
            page: number;
            /**
             * @description How many different faults there are
             * @example 31
             */
            total: number;
        };
        ErrorGroupsTimelineDto: {
            /**
             * @description The length of a step, as ISO 8601 says it
             * @example P1D
             */
            every: string;
            /**
             * @description Where each step begins, UTC
             * @example [
             *       "2026-11-22T00:00:00.000Z",
             *       "2026-11-23T00:00:00.000Z"
             *     ]
             */
            starts: string[];
        };
        ExportJobDto: {
            /** @description How large the file is so far */
            bytes: number;
            /** @description What is kept of each entry, in this order */
            columns: string[];
            /**
             * Format: date-time
             * @description When it was done, has failed, or was cancelled
             */
            endedAt: string | null;
            /**
             * Format: date-time
             * @description When its file is removed; the rest stays
             */
            expiresAt: string | null;
            /** @description The filters, as they were given */
            filters: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            format: "csv" | "json" | "ndjson";
            /** @example 019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11 */
            id: string;
            /** @description Why it has failed */
            reason: string | null;
            /**
             * Format: date-time
             * @description When it was asked for
             */
            requestedAt: string;
            /** @description Who has asked for it: the name or e-mail at that time */
            requestedBy: string | null;
            /** @description How many entries are in it so far */
            rowsDone: number;
            /** @description How many there are to be; null before they are counted */
            rowsTotal: number | null;
            /** @description False while the total is an estimate */
            rowsTotalIsExact: boolean;
            /** @description Of the file, in hexadecimal digits; null until it is done */
            sha256: string | null;
            /**
             * @description `expired`: it was done, and its file is gone by now
             * @enum {string}
             */
            status: "waiting" | "running" | "done" | "failed" | "cancelled" | "expired";
            /**
             * Format: date-time
             * @description Entries that were stored at this moment or later are not in it
             */
            storedBefore: string;
        };
        ExportJobsPageDto: {
            data: components["schemas"]["ExportJobDto"][];
            /** @description Whether there are older ones on the next page */
            hasMore: boolean;
        };
        ExportManifestDto: {
            bom: boolean;
            /** @description How large the file is so far */
            bytes: number;
            /** @description What is kept of each entry, in this order */
            columns: string[];
            delimiter: string | null;
            /**
             * Format: date-time
             * @description When it was done, has failed, or was cancelled
             */
            endedAt: string | null;
            /**
             * Format: date-time
             * @description When its file is removed; the rest stays
             */
            expiresAt: string | null;
            /** @description The name of the file */
            file: string;
            /** @description The filters, as they were given */
            filters: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            format: "csv" | "json" | "ndjson";
            gzip: boolean;
            /** @example 019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11 */
            id: string;
            /**
             * Format: date-time
             * @description When the newest entry in it happened
             */
            newestEntryAt: string | null;
            /**
             * Format: date-time
             * @description When the oldest entry in it happened
             */
            oldestEntryAt: string | null;
            /** @description In what order the entries are */
            order: string;
            /** @description Why it has failed */
            reason: string | null;
            /**
             * Format: date-time
             * @description When it was asked for
             */
            requestedAt: string;
            /** @description Who has asked for it: the name or e-mail at that time */
            requestedBy: string | null;
            /** @description Id of who has asked for it */
            requestedById: string | null;
            /** @description How many entries are in it so far */
            rowsDone: number;
            /** @description How many there are to be; null before they are counted */
            rowsTotal: number | null;
            /** @description False while the total is an estimate */
            rowsTotalIsExact: boolean;
            /** @description Of the file, in hexadecimal digits; null until it is done */
            sha256: string | null;
            /**
             * @description `expired`: it was done, and its file is gone by now
             * @enum {string}
             */
            status: "waiting" | "running" | "done" | "failed" | "cancelled" | "expired";
            /**
             * Format: date-time
             * @description Entries that were stored at this moment or later are not in it
             */
            storedBefore: string;
            /** @description Tenants whose entries could be in it; null: all */
            tenants: string[] | null;
            timeZone: string;
        };
        FaultSampleDto: {
            /**
             * @description Its sentence
             * @example admin@example.com tried to read an order and an error occurred
             */
            description: string;
            /**
             * @description For `GET /audit-logs/{id}`
             * @example 019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11
             */
            id: string;
        };
        FieldErrorDto: {
            /**
             * @description Path of the field inside the body, the query or the route parameters.
             * @example email
             */
            field: string;
            /**
             * @description Why it was refused.
             * @example email must be an email
             */
            reason: string;
        };
        FieldStateDto: {
            /**
             * @description `to`: the entry, the last before that moment, has made it so; `from`: it was so before the entry, the first after it
             * @enum {string}
             */
            basis: "to" | "from";
            /**
             * @description The entry from which the value is known
             * @example 019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11
             */
            entryId: string;
            /**
             * @description Its name
             * @example email
             */
            field: string;
            /** @description An entry between had to leave out fields, and this may have been among them */
            isDoubtful: boolean;
            /**
             * Format: date-time
             * @description When that entry happened
             */
            timestamp: string;
            /**
             * @description Why the value is not known, or not all of it: it is a secret, was too long, could not be read or was not told; else null
             * @enum {string|null}
             */
            unknown: "redacted" | "cut" | "unreadable" | "untold" | null;
            /**
             * @description As the entry has it, also when that is not all of it
             * @example bob@example.com
             */
            value: Record<string, never> | null;
        };
        ImportDto: {
            /**
             * @description Lines that were accepted so far; none of them is there before the import has ended well.
             * @example 999999
             */
            acceptedLines: number;
            /** @description Why it has failed, and what to do; null when it has not. */
            failure: string | null;
            /**
             * Format: date-time
             * @description When it ended; null while it has not.
             * @example 2026-11-02T09:15:31.250Z
             */
            finishedAt: string | null;
            progress: components["schemas"]["ImportProgressDto"];
            /**
             * @description Lines that were refused so far.
             * @example 1
             */
            refusedLines: number;
            /**
             * Format: date-time
             * @description When it was asked for.
             * @example 2026-11-02T09:15:00.000Z
             */
            startedAt: string;
        };
        ImportProgressDto: {
            /**
             * @description The one in hundredths of the other, rounded down.
             * @example 100
             */
            percent: number;
            /**
             * @description Bytes that were read so far.
             * @example 67166731
             */
            processedBytes: number;
            /**
             * @description Bytes of the file.
             * @example 67166731
             */
            totalBytes: number;
        };
        ImportRefusalDto: {
            /**
             * @description Where it begins in the file; the header is line 1.
             * @example 17
             */
            lineNumber: number;
            /**
             * @description What is wrong and what to do.
             * @example The date \2026-02-30\ is not in the calendar; correct it.
             */
            reason: string;
        };
        ImportRefusalPageDto: {
            data: components["schemas"]["ImportRefusalDto"][];
            pagination: components["schemas"]["PaginationDto"];
        };
        JobCountsDto: {
            /**
             * @description Jobs that were done lately.
             * @example 12
             */
            completed: number;
            /**
             * @description Jobs that failed lately and are not tried again.
             * @example 0
             */
            failed: number;
            /**
             * @description Jobs that run.
             * @example 0
             */
            running: number;
            /**
             * @description Jobs that wait, the one of the coming night included.
             * @example 1
             */
            waiting: number;
        };
        LegalHoldDto: {
            /**
             * Format: date-time
             * @description They happened at this moment or later; null: at any time
             */
            from: string | null;
            /** @example 019ab2f0-5c1e-7000-8a1b-3f6f0c2d9e11 */
            id: string;
            /**
             * Format: date-time
             * @description When it was placed
             */
            placedAt: string;
            /** @description Who has placed it: the name or e-mail at that time */
            placedBy: string;
            /** @description Why */
            reason: string;
            /**
             * Format: date-time
             * @description When it was released; null: it holds
             */
            releasedAt: string | null;
            /** @description Who has released it */
            releasedBy: string | null;
            /** @description Which one of them; null: any */
            resourceId: string | null;
            /** @description Of which type their resource is; null: of any, or of none */
            resourceType: string | null;
            /** @description Of which tenant they are; null: of any, or of none */
            tenantId: string | null;
            /**
             * Format: date-time
             * @description They happened before this moment; null: at any time
             */
            to: string | null;
            /** @description Of which user the entries are; null: of any */
            userId: string | null;
        };
        LegalHoldsDto: {
            data: components["schemas"]["LegalHoldDto"][];
        };
        LoginDto: {
            /**
             * @description Whether the browser keeps the access token in a cookie; for pages of this server.
             * @example false
             */
            cookie?: boolean;
            /**
             * @description E-mail address of the account, upper and lower case being the same.
             * @example admin@example.com
             */
            email: string;
            /**
             * @description Password of the account.
             * @example correct horse battery staple
             */
            password: string;
        };
        MaintenanceJobDto: {
            /**
             * @description Jobs that were done lately.
             * @example 12
             */
            completed: number;
            /**
             * @description Jobs that failed lately and are not tried again.
             * @example 0
             */
            failed: number;
            /**
             * @description By which the job is started.
             * @example purge-ended-sessions
             */
            name: string;
            /**
             * @description Jobs that run.
             * @example 0
             */
            running: number;
            /**
             * @description Jobs that wait, the one of the coming night included.
             * @example 1
             */
            waiting: number;
        };
        MaintenanceJobsDto: {
            data: components["schemas"]["MaintenanceJobDto"][];
        };
        OverviewDto: {
            audit: components["schemas"]["AuditDeliveryDto"];
            database: components["schemas"]["DatabaseDto"];
            dataUploads: components["schemas"]["DataUploadCountsDto"];
            /**
             * @description By the name of the job, how many there are.
             * @example {
             *       "purge-ended-sessions": {
             *         "waiting": 1,
             *         "running": 0,
             *         "completed": 12,
             *         "failed": 0
             *       }
             *     }
             */
            jobs: {
                [key: string]: components["schemas"]["JobCountsDto"];
            };
            reconciliations: components["schemas"]["ReconciliationCountsDto"];
            sessions: components["schemas"]["SessionCountsDto"];
            /**
             * Format: date-time
             * @description When the process that answers was started.
             * @example 2026-01-31T06:00:00.000Z
             */
            startedAt: string;
            /**
             * @description Whole seconds since then.
             * @example 10752
             */
            uptimeSeconds: number;
            users: components["schemas"]["UserCountsDto"];
            /**
             * @description Version of the application.
             * @example 1.0.0
             */
            version: string;
        };
        PaginationDto: {
            /**
             * @description How many items a page has.
             * @example 50
             */
            limit: number;
            /**
             * @description The page, counted from 1.
             * @example 1
             */
            page: number;
            /**
             * @description How many items there are in all.
             * @example 1
             */
            total: number;
        };
        PermissionDto: {
            /**
             * @description What it allows.
             * @example Upload data and import it.
             */
            description: string;
            /**
             * @description The name roles hold.
             * @example data:upload
             */
            name: string;
        };
        PermissionListDto: {
            data: components["schemas"]["PermissionDto"][];
        };
        PlaceHoldDto: {
            /**
             * Format: date-time
             * @description Entries at or after this moment
             * @example 2026-01-01T00:00:00Z
             */
            from?: string;
            /**
             * @description Why, such as the number of a case
             * @example Case 2026/117
             */
            reason: string;
            /** @description Entries of this one of them; needs `resourceType` */
            resourceId?: string;
            /**
             * @description Entries of resources of this type
             * @example user
             */
            resourceType?: string;
            /** @description Entries of this tenant */
            tenantId?: string;
            /**
             * Format: date-time
             * @description Entries before this moment
             * @example 2026-04-01T00:00:00Z
             */
            to?: string;
            /** @description Entries of this user, by id */
            userId?: string;
        };
        ProblemDto: {
            /**
             * @description Stable name of the problem, for programs.
             * @example USER_NOT_FOUND
             */
            code: string;
            /**
             * @description What happened, and what to do about it.
             * @example No user has this id. Check the id, or list the users.
             */
            detail: string;
            /** @description The refused fields, when the problem is about fields. */
            errors?: components["schemas"]["FieldErrorDto"][];
            /**
             * @description Identifies the request, and its entry in the audit log; equal to the `X-Request-Id` header.
             * @example 019aaf10-3f5c-7c34-8a59-3b5c8d9c0a11
             */
            requestId: string;
            /**
             * @description The HTTP status.
             * @example 404
             */
            status: number;
            /**
             * @description Meaning of the HTTP status.
             * @example Not Found
             */
            title: string;
            /**
             * @description Always `about:blank`: the title is the meaning of the status, `code` tells the problems apart.
             * @example about:blank
             */
            type: string;
        };
        ReaderDto: {
            /**
             * @description Their id in the application
             * @example 019aaf10-3f5c-7c34-8a59-3b5c8d9c0a11
             */
            id: string | null;
            /**
             * @description How they are called
             * @example ada@example.com
             */
            label: string | null;
            /**
             * @description What they may do: read entries, take them away as a file, have them held
             * @example [
             *       "audit:read"
             *     ]
             */
            permissions: ("audit:read" | "audit:export" | "audit:hold")[];
            /**
             * @description `anonymous` when the application knows nobody
             * @example user
             * @enum {string}
             */
            type: "user" | "service" | "system" | "anonymous";
        };
        ReconciledLineDto: {
            /**
             * @description Its amount in minor units of the currency.
             * @example 129900
             */
            amountMinor: number;
            /**
             * @description The day it was booked on.
             * @example 2026-10-31
             */
            bookedOn: string;
            /**
             * @description Its currency, a code of ISO 4217.
             * @example EUR
             */
            currency: string;
            /**
             * @description What it is about.
             * @example Rent October
             */
            description: string;
            /**
             * @description Where it begins in its file; the header is line 1.
             * @example 17
             */
            lineNumber: number;
            /**
             * @description Its reference; null when it has none.
             * @example INV-1001
             */
            reference: string | null;
        };
        ReconciliationCountsDto: {
            /**
             * @description Reconciliations that have a result.
             * @example 14
             */
            done: number;
            /**
             * @description Reconciliations that could not be made.
             * @example 0
             */
            failed: number;
            /**
             * @description Reconciliations that wait.
             * @example 0
             */
            queued: number;
            /**
             * @description Reconciliations that run.
             * @example 1
             */
            running: number;
        };
        ReconciliationDto: {
            /**
             * @description The id of the upload with the lines of the bank.
             * @example 019aaf11-0f5c-7a32-9b59-3b5c8d9c0a12
             */
            bankUploadId: string;
            /**
             * Format: date-time
             * @description When it was asked for.
             * @example 2026-11-02T09:20:00.000Z
             */
            createdAt: string;
            /** @description Why it has failed, and what to do; null when it has not. */
            failure: string | null;
            /**
             * Format: date-time
             * @description When it ended; null while it has not.
             * @example 2026-11-02T09:20:31.250Z
             */
            finishedAt: string | null;
            /**
             * @description The id of the reconciliation.
             * @example 4b3f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11
             */
            id: string;
            /**
             * @description The id of the upload with the lines of the ledger.
             * @example 019aaf10-3f5c-7c34-8a59-3b5c8d9c0a11
             */
            ledgerUploadId: string;
            progress: components["schemas"]["ReconciliationProgressDto"];
            requestedBy: components["schemas"]["RequesterDto"];
            /** @description What it has found; null while it is not done. */
            result: components["schemas"]["ReconciliationResultDto"] | null;
            rules: components["schemas"]["RulesDto"];
            /**
             * Format: date-time
             * @description When its latest run began; null while none has.
             * @example 2026-11-02T09:20:00.120Z
             */
            startedAt: string | null;
            /**
             * @description How it is: `queued`, `running`, `done` or `failed`.
             * @example done
             * @enum {string}
             */
            status: "done" | "queued" | "running" | "failed";
        };
        ReconciliationItemDto: {
            /** @description The line of the bank; null when the line of the ledger is alone. */
            bank: components["schemas"]["ReconciledLineDto"] | null;
            /**
             * @description The days from the ledger's to the bank's, negative when the bank was earlier; null when the line is alone.
             * @example 2
             */
            daysApart: number | null;
            /**
             * @description The amount of the bank less that of the ledger, in minor units; null when the line is alone.
             * @example -100
             */
            differenceMinor: number | null;
            /** @description The line of the ledger; null when the line of the bank is alone. */
            ledger: components["schemas"]["ReconciledLineDto"] | null;
            /**
             * @description `matched`: paired with equal amounts. `difference`: paired with different ones. `unmatched_ledger`, `unmatched_bank`: alone.
             * @example difference
             * @enum {string}
             */
            outcome: "matched" | "difference" | "unmatched_ledger" | "unmatched_bank";
            /**
             * @description The rule by which the lines were paired: `exact_reference` or `amount_and_date`; null when the line is alone.
             * @example exact_reference
             * @enum {string|null}
             */
            rule: "exact_reference" | "amount_and_date" | null;
        };
        ReconciliationItemPageDto: {
            data: components["schemas"]["ReconciliationItemDto"][];
            pagination: components["schemas"]["PaginationDto"];
        };
        ReconciliationPageDto: {
            data: components["schemas"]["ReconciliationDto"][];
            pagination: components["schemas"]["PaginationDto"];
        };
        ReconciliationProgressDto: {
            /**
             * @description What is being done.
             * @example Matching by amount and date
             */
            label: string;
            /**
             * @description Steps that are done, in hundredths of all, rounded down.
             * @example 40
             */
            percent: number;
            /**
             * @description The number of the step that is under way, from 1; 0 before the first.
             * @example 3
             */
            step: number;
            /**
             * @description How many steps there are.
             * @example 5
             */
            steps: number;
        };
        ReconciliationResultDto: {
            /** @description What the lines sum up to, in the order of the currency codes. */
            byCurrency: components["schemas"]["CurrencySumsDto"][];
            /**
             * @description Pairs with different amounts.
             * @example 12
             */
            differences: number;
            /**
             * @description Pairs with equal amounts.
             * @example 99320
             */
            matched: number;
            /**
             * @description Lines of the bank that are alone.
             * @example 0
             */
            unmatchedBank: number;
            /**
             * @description Lines of the ledger that are alone.
             * @example 3
             */
            unmatchedLedger: number;
        };
        RelatedEntriesDto: {
            /** @description The same actor, up to 5 minutes before and after */
            actor: components["schemas"]["RelatedGroupDto"] | null;
            /** @description The same request */
            request: components["schemas"]["RelatedGroupDto"] | null;
            /** @description The same resource */
            resource: components["schemas"]["RelatedGroupDto"] | null;
            /** @description The same session of the actor, up to a day before and after */
            session: components["schemas"]["RelatedGroupDto"] | null;
            /** @description The same trace, up to 5 minutes before and after */
            trace: components["schemas"]["RelatedGroupDto"] | null;
        };
        RelatedGroupDto: {
            /** @description The nearest in time, newest first, 20 at most */
            data: components["schemas"]["AuditLog"][];
            /** @description There are more */
            hasMore: boolean;
            /** @description False when looking for them took too long: there may be others */
            isComplete: boolean;
            /**
             * @description The parameters of `GET /audit-logs` that give all of them, and the entry itself; null when there are none
             * @example {
             *       "requestId": "019ab2f0-5c1c-7d3e-9b1f-5b2c8e0a4d21"
             *     }
             */
            query: {
                [key: string]: string;
            } | null;
        };
        RequesterDto: {
            /**
             * @description The e-mail address at that time.
             * @example ada@example.com
             */
            email: string;
            /**
             * @description The id of the account at that time.
             * @example 0b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11
             */
            id: string;
        };
        ResourceStateDto: {
            /** Format: date-time */
            at: string;
            /**
             * @description `absent`: the first that the log tells of it is its creation, later; `unknown`: the log tells nothing of it
             * @enum {string}
             */
            existence: "exists" | "deleted" | "absent" | "unknown";
            /** @description By name. Of a thing that was deleted: what it was left with */
            fields: components["schemas"]["FieldStateDto"][];
            /** @description Its creation is in the log: what is not among the fields had no value, or is not recorded */
            hasCreation: boolean;
            /** @description False when there are more entries than are read for this: fields may be missing, those given are right */
            isComplete: boolean;
            resourceId: string;
            resourceType: string;
        };
        RoleDto: {
            /**
             * @description What the role is for.
             * @example Uploads data and reconciles it.
             */
            description: string;
            /**
             * @description The id of the role.
             * @example 5c0e1a54-92c8-4b7e-8d5b-3f2f6f2b9a10
             */
            id: string;
            /**
             * @description Whether the application came with it; such a role can be neither renamed nor deleted.
             * @example false
             */
            isSeeded: boolean;
            /**
             * @description Its name, which no other role has.
             * @example data-steward
             */
            name: string;
            /**
             * @description What the role allows, sorted.
             * @example [
             *       "data:read",
             *       "data:upload"
             *     ]
             */
            permissions: string[];
            /**
             * @description How many users have it, active or not.
             * @example 3
             */
            userCount: number;
        };
        RolePageDto: {
            data: components["schemas"]["RoleDto"][];
            pagination: components["schemas"]["PaginationDto"];
        };
        RulesDto: {
            /**
             * @description How near lines are that are paired without equal references, the nearest first; null: none is.
             * @default {
             *       "amountToleranceMinor": 0,
             *       "dateToleranceDays": 3
             *     }
             */
            amountAndDate: components["schemas"]["TolerancesDto"] | null;
            /**
             * @description Whether lines with equal references are paired.
             * @default true
             * @example true
             */
            exactReference: boolean;
        };
        ScheduledJobDto: {
            /**
             * @description The id of this run; the entry that the job leaves in the audit log has it in `metadata.job.id`.
             * @example 4f9d4f0e-3f0a-4f55-8d0a-6d1f2a5b7c11
             */
            id: string;
            /**
             * @description The name of the job.
             * @example purge-ended-sessions
             */
            name: string;
        };
        SessionCountsDto: {
            /**
             * @description Sessions that have neither ended nor expired.
             * @example 4
             */
            open: number;
        };
        SessionDto: {
            /**
             * Format: date-time
             * @description When the user signed in.
             * @example 2026-01-31T08:59:12.345Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When the session was ended before its time; null when it was not.
             */
            endedAt: string | null;
            /**
             * Format: date-time
             * @description When the session ends by itself.
             * @example 2026-01-31T16:59:12.345Z
             */
            expiresAt: string;
            /**
             * @description The id of the session.
             * @example 7c9e6679-7425-40de-944b-e07fc1f90ae7
             */
            id: string;
            /**
             * @description The address the sign-in came from.
             * @example 203.0.113.7
             */
            ipAddress: string | null;
            /**
             * @description Whether it is the session of this request.
             * @example false
             */
            isCurrent: boolean;
            /**
             * @description Whether its access token is still worth something.
             * @example true
             */
            isOpen: boolean;
            /**
             * @description What the client called itself at sign-in.
             * @example Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
             */
            userAgent: string | null;
        };
        SessionPageDto: {
            data: components["schemas"]["SessionDto"][];
            pagination: components["schemas"]["PaginationDto"];
        };
        SetPermissionsDto: {
            /**
             * @description What the role allows: names from `GET /permissions`, each once, none that the caller does not have.
             * @example [
             *       "data:read",
             *       "data:upload"
             *     ]
             */
            permissions: string[];
        };
        SetSettingDto: {
            /**
             * @description Has to fit the `schema` of the setting. Null, where the schema allows it, makes it "not set".
             * @example 240
             */
            value: (number | string) | null;
        };
        SettingAuthorDto: {
            /**
             * @description Its address at that time.
             * @example admin@example.com
             */
            email: string;
            /**
             * @description The id of the account.
             * @example 0b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11
             */
            id: string;
        };
        SettingDto: {
            /**
             * @description What holds until somebody sets another value.
             * @example 480
             */
            default: (number | string) | null;
            /**
             * @description What it steers.
             * @example Minutes until somebody who signs in has to do so again. Sessions that run already keep their end.
             */
            description: string;
            /**
             * @description Whether the value can be set, but never be read.
             * @example false
             */
            isSecret: boolean;
            /**
             * @description Whether what holds was set by somebody. Of a secret, it tells whether there is one.
             * @example false
             */
            isSet: boolean;
            /**
             * @description The name of the setting.
             * @example session.length_minutes
             */
            key: string;
            /** @description What it may be set to. */
            schema: components["schemas"]["SettingSchemaDto"];
            /**
             * Format: date-time
             * @description When it was last set; null when it never was.
             * @example 2026-01-15T16:20:00.000Z
             */
            updatedAt: string | null;
            /** @description Who has set it last; null when nobody has. */
            updatedBy: components["schemas"]["SettingAuthorDto"] | null;
            /**
             * @description What holds now, set or default. Always null when it is a secret.
             * @example 480
             */
            value: (number | string) | null;
        };
        SettingListDto: {
            /** @description In an order that groups what belongs together. */
            data: components["schemas"]["SettingDto"][];
        };
        SettingSchemaDto: {
            /**
             * @description A text that fits.
             * @example hipaa
             */
            example?: string;
            /**
             * @description The largest number.
             * @example 1440
             */
            maximum?: number;
            /**
             * @description Most characters of a text.
             * @example 512
             */
            maxLength?: number;
            /**
             * @description The smallest number.
             * @example 5
             */
            minimum?: number;
            /**
             * @description Fewest characters of a text.
             * @example 32
             */
            minLength?: number;
            /**
             * @description Whether null is a value too; it stands for "not set".
             * @example true
             */
            nullable?: boolean;
            /**
             * @description A regular expression that the whole text matches.
             * @example pci|hipaa|sox
             */
            pattern?: string;
            /**
             * @description What kind of value it is.
             * @example integer
             * @enum {string}
             */
            type: "string" | "integer";
        };
        SignedInDto: {
            /**
             * @description To be sent as `Authorization: Bearer <accessToken>`; left out when a cookie was asked for.
             * @example eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzaWQiOiIuLi4ifQ.c2lnbmF0dXJl
             */
            accessToken?: string;
            /**
             * @description Seconds until the token expires.
             * @example 28800
             */
            expiresIn: number;
            user: components["schemas"]["SignedInUserDto"];
        };
        SignedInUserDto: {
            /**
             * @description Address of the account.
             * @example admin@example.com
             */
            email: string;
            /**
             * @description The id of the account.
             * @example 0b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11
             */
            id: string;
            /**
             * @description What to call the person.
             * @example Administrator
             */
            name: string;
            /**
             * @description Whether the person has to set a new password with POST /auth/password before anything else.
             * @example false
             */
            passwordResetRequired: boolean;
            /**
             * @description What the roles allow together, sorted.
             * @example [
             *       "audit:export",
             *       "audit:read",
             *       "users:read",
             *       "users:write"
             *     ]
             */
            permissions: string[];
            /**
             * @description Names of the roles, sorted.
             * @example [
             *       "admin"
             *     ]
             */
            roles: string[];
        };
        SummaryDto: {
            /** @description For each that occurs, most entries first */
            categories: components["schemas"]["ValueCountDto"][];
            /**
             * @description `rollups`: counts that are kept beside the log, exact; `entries`: the entries themselves, exact; `sample`: some of them, estimated
             * @example rollups
             * @enum {string}
             */
            countedFrom: "rollups" | "entries" | "sample";
            /**
             * Format: date-time
             * @description The beginning of what was counted (incl.); where the filters have none, the hour of the first entry. Null when there is nothing
             * @example 2026-10-24T00:00:00.000Z
             */
            from: string | null;
            /**
             * @description Whether the numbers were estimated from a sample, because counting would have taken too long
             * @example false
             */
            isEstimated: boolean;
            /** @description For each of the three, and for none */
            severities: components["schemas"]["ValueCountDto"][];
            /** @description For each of the three */
            statuses: components["schemas"]["ValueCountDto"][];
            timeline: components["schemas"]["TimelineDto"];
            /**
             * Format: date-time
             * @description The end of what was counted (excl.); where the filters have none, the end of the hour of the last entry, and with a beginning no earlier than that of this hour
             * @example 2026-11-23T19:00:00.000Z
             */
            to: string | null;
            topActions: components["schemas"]["TopValuesDto"];
            topActors: components["schemas"]["TopActorsDto"];
            /** @description By the kind of thing */
            topResources: components["schemas"]["TopValuesDto"];
            /**
             * @description How many entries match
             * @example 128
             */
            total: number;
        };
        TimelineBucketDto: {
            /**
             * @description Entries with severity `CRITICAL`, whatever their status: they are among those of the three
             * @example 1
             */
            critical: number;
            /**
             * @description Entries with status `error`
             * @example 1
             */
            error: number;
            /**
             * @description Entries with status `failure`
             * @example 7
             */
            failure: number;
            /**
             * Format: date-time
             * @description Where it begins, UTC; it ends where the next one begins
             * @example 2026-11-23T18:00:00.000Z
             */
            start: string;
            /**
             * @description Entries with status `success`
             * @example 120
             */
            success: number;
        };
        TimelineDto: {
            /** @description All of the range without a gap, 120 at most; the first and the last may reach beyond it, what is counted does not */
            buckets: components["schemas"]["TimelineBucketDto"][];
            /**
             * @description The length of a bucket, as ISO 8601 says it, from `PT1M` to years; weeks (`P7D`) begin on Monday
             * @example PT6H
             */
            every: string;
        };
        TolerancesDto: {
            /**
             * @description How much the amounts may differ, in minor units of the currency.
             * @default 0
             * @example 0
             */
            amountToleranceMinor: number;
            /**
             * @description How many days may lie between the lines.
             * @default 3
             * @example 3
             */
            dateToleranceDays: number;
        };
        TopActorsDto: {
            /**
             * @description How many entries others have made
             * @example 12
             */
            other: number;
            /** @description Most entries first */
            values: components["schemas"]["ActorCountDto"][];
        };
        TopValuesDto: {
            /**
             * @description How many entries have another value
             * @example 12
             */
            other: number;
            /** @description Most entries first */
            values: components["schemas"]["ValueCountDto"][];
        };
        UpdateRoleDto: {
            /**
             * @description What the role is for.
             * @example Uploads data and reconciles it.
             */
            description?: string;
            /**
             * @description 1 to 60 lower case letters, digits, hyphens and underscores; no other role may have it.
             * @example data-steward
             */
            name?: string;
        };
        UpdateUserDto: {
            /**
             * Format: email
             * @description Address to sign in with; no other account may have it, upper and lower case being the same.
             * @example bob@example.com
             */
            email?: string;
            /**
             * @description What to call the person.
             * @example Bob Miller
             */
            name?: string;
        };
        UploaderDto: {
            /**
             * @description The e-mail address at that time.
             * @example ada@example.com
             */
            email: string;
            /**
             * @description The id of the account at that time.
             * @example 0b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11
             */
            id: string;
        };
        UserCountsDto: {
            /**
             * @description Accounts that are not deactivated.
             * @example 11
             */
            active: number;
            /**
             * @description Accounts that are locked after failed sign-ins.
             * @example 0
             */
            locked: number;
            /**
             * @description Accounts that need a new password.
             * @example 1
             */
            resetRequired: number;
            /**
             * @description All accounts.
             * @example 12
             */
            total: number;
        };
        UserDto: {
            /**
             * Format: date-time
             * @description When the account was made.
             * @example 2026-01-02T10:00:00.000Z
             */
            createdAt: string;
            /**
             * @description Address to sign in with.
             * @example bob@example.com
             */
            email: string;
            /**
             * @description The id of the account.
             * @example 0b1f7f5e-5f57-4c39-9d0c-6a0f6b7f3c11
             */
            id: string;
            /**
             * @description Whether the account can sign in.
             * @example true
             */
            isActive: boolean;
            /**
             * Format: date-time
             * @description When the account last signed in; null when it never did.
             * @example 2026-01-31T08:59:12.345Z
             */
            lastSignInAt: string | null;
            /**
             * Format: date-time
             * @description Until when sign-ins are refused after too many failures; null when they are not.
             */
            lockedUntil: string | null;
            /**
             * @description What to call the person.
             * @example Bob Miller
             */
            name: string;
            /**
             * @description Whether the person has to set a new password before anything else.
             * @example false
             */
            passwordResetRequired: boolean;
            /**
             * @description Names of the roles, sorted.
             * @example [
             *       "user"
             *     ]
             */
            roles: string[];
            /**
             * Format: date-time
             * @description When the account was last changed; signing in is no change.
             * @example 2026-01-15T16:20:00.000Z
             */
            updatedAt: string;
        };
        UserPageDto: {
            data: components["schemas"]["UserDto"][];
            pagination: components["schemas"]["PaginationDto"];
        };
        ValueCountDto: {
            /**
             * @description How many entries
             * @example 128
             */
            count: number;
            /**
             * @description Null: the entries that have none
             * @example login
             */
            value: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    MaintenanceController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The jobs and how many of each there are. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaintenanceJobsDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    MaintenanceController_start: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the job. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job waits for its turn. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduledJobDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: JOB_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    OverviewController_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The overview. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverviewDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    AuditLogsController_list: {
        parameters: {
            query?: {
                /** @description What was done */
                actionType?: string[];
                /** @description What part of the application it is about */
                category?: string[];
                /** @description `nextCursor` or `previousCursor` of a page with the same filters */
                cursor?: string;
                /** @description Class or code of the error */
                errorType?: string[];
                /** @description Entries at or after this moment */
                from?: string;
                /** @description An address, or a network in CIDR notation */
                ipAddress?: string[];
                /** @description Entries on a page */
                limit?: number;
                /** @description Page number from 1; together with `limit` it reaches row 10 000, use `cursor` beyond it */
                page?: number;
                /** @description The same filters and more as one text, in the search language; `GET /audit-logs/fields` tells its fields */
                q?: string;
                /** @description The `X-Request-Id` of an answer */
                requestId?: string[];
                /** @description Which one */
                resourceId?: string[];
                /** @description The kind of thing it was done to */
                resourceType?: string[];
                /** @description Text inside the description, upper and lower case alike, every character just itself. Text that is an address, a network (`10.0.0.0/8`) or the beginning of an address (`10.1.`, `2001:db8:`) finds the entries from there as well */
                search?: string;
                /** @description How bad it is */
                severity?: ("WARNING" | "ERROR" | "CRITICAL")[];
                /** @description How it ended */
                status?: ("success" | "failure" | "error")[];
                /** @description Whose data it is about */
                tenantId?: string[];
                /** @description Entries before this moment */
                to?: string;
                /** @description Who did it, by id */
                userId?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditLogsPageDto"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The question takes too long, too many are asked at the same time, or the log takes nothing; ask for less, or again in a moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    AuditLogsController_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the entry */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditLog"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description There is no such entry, or export of yours. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The question takes too long, too many are asked at the same time, or the log takes nothing; ask for less, or again in a moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    AuditHistoryController_related: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the entry */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RelatedEntriesDto"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description There is no such entry, or export of yours. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ArchivedMonthsController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArchivedMonthsDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The question takes too long, too many are asked at the same time, or the log takes nothing; ask for less, or again in a moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ArchivedMonthsController_entries: {
        parameters: {
            query?: {
                /** @description What was done */
                actionType?: string[];
                /** @description What part of the application it is about */
                category?: string[];
                /** @description `nextCursor` of a page with the same filters */
                cursor?: string;
                /** @description Class or code of the error */
                errorType?: string[];
                /** @description Entries at or after this moment */
                from?: string;
                /** @description Entries on a page */
                limit?: number;
                /** @description The `X-Request-Id` of an answer */
                requestId?: string[];
                /** @description Which one */
                resourceId?: string[];
                /** @description The kind of thing it was done to */
                resourceType?: string[];
                /** @description Text inside the description, upper and lower case alike, or inside of the address; every character just itself */
                search?: string;
                /** @description How bad it is */
                severity?: ("WARNING" | "ERROR" | "CRITICAL")[];
                /** @description How it ended */
                status?: ("success" | "failure" | "error")[];
                /** @description Whose data it is about */
                tenantId?: string[];
                /** @description Entries before this moment */
                to?: string;
                /** @description Who did it, by id */
                userId?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArchivedPageDto"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The question takes too long, too many are asked at the same time, or the log takes nothing; ask for less, or again in a moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ArchivedMonthsController_export: {
        parameters: {
            query: {
                /** @description What was done */
                actionType?: string[];
                /** @description What part of the application it is about */
                category?: string[];
                /** @description Class or code of the error */
                errorType?: string[];
                /** @description Format of the file */
                format: string;
                /** @description Entries at or after this moment */
                from?: string;
                /** @description The `X-Request-Id` of an answer */
                requestId?: string[];
                /** @description Which one */
                resourceId?: string[];
                /** @description The kind of thing it was done to */
                resourceType?: string[];
                /** @description Text inside the description, upper and lower case alike, or inside of the address; every character just itself */
                search?: string;
                /** @description How bad it is */
                severity?: ("WARNING" | "ERROR" | "CRITICAL")[];
                /** @description How it ended */
                status?: ("success" | "failure" | "error")[];
                /** @description Whose data it is about */
                tenantId?: string[];
                /** @description Entries before this moment */
                to?: string;
                /** @description Who did it, by id */
                userId?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many are under way at once; `Retry-After` says when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The question takes too long, too many are asked at the same time, or the log takes nothing; ask for less, or again in a moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    AuditLogsController_errors: {
        parameters: {
            query?: {
                /** @description What was done */
                actionType?: string[];
                /** @description What part of the application it is about */
                category?: string[];
                /** @description `nextCursor` or `previousCursor` of a page with the same filters */
                cursor?: string;
                /** @description Class or code of the error */
                errorType?: string[];
                /** @description Entries at or after this moment */
                from?: string;
                /** @description An address, or a network in CIDR notation */
                ipAddress?: string[];
                /** @description Entries on a page */
                limit?: number;
                /** @description Page number from 1; together with `limit` it reaches row 10 000, use `cursor` beyond it */
                page?: number;
                /** @description The same filters and more as one text, in the search language; `GET /audit-logs/fields` tells its fields */
                q?: string;
                /** @description The `X-Request-Id` of an answer */
                requestId?: string[];
                /** @description Which one */
                resourceId?: string[];
                /** @description The kind of thing it was done to */
                resourceType?: string[];
                /** @description Text inside the description, upper and lower case alike, every character just itself. Text that is an address, a network (`10.0.0.0/8`) or the beginning of an address (`10.1.`, `2001:db8:`) finds the entries from there as well */
                search?: string;
                /** @description How bad it is */
                severity?: ("WARNING" | "ERROR" | "CRITICAL")[];
                /** @description How it ended */
                status?: ("success" | "failure" | "error")[];
                /** @description Whose data it is about */
                tenantId?: string[];
                /** @description Entries before this moment */
                to?: string;
                /** @description Who did it, by id */
                userId?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditLogsPageDto"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The question takes too long, too many are asked at the same time, or the log takes nothing; ask for less, or again in a moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    SummaryController_groups: {
        parameters: {
            query?: {
                /** @description What was done */
                actionType?: string[];
                /** @description What part of the application it is about */
                category?: string[];
                /** @description Class or code of the error */
                errorType?: string[];
                /** @description Entries at or after this moment */
                from?: string;
                /** @description An address, or a network in CIDR notation */
                ipAddress?: string[];
                /** @description Faults on a page */
                limit?: number;
                /** @description Page number from 1 */
                page?: number;
                /** @description The same filters and more as one text, in the search language; `GET /audit-logs/fields` tells its fields */
                q?: string;
                /** @description The `X-Request-Id` of an answer */
                requestId?: string[];
                /** @description Which one */
                resourceId?: string[];
                /** @description The kind of thing it was done to */
                resourceType?: string[];
                /** @description Text inside the description, upper and lower case alike, every character just itself. Text that is an address, a network (`10.0.0.0/8`) or the beginning of an address (`10.1.`, `2001:db8:`) finds the entries from there as well */
                search?: string;
                /** @description How bad it is */
                severity?: ("WARNING" | "ERROR" | "CRITICAL")[];
                /** @description What comes first: `lastSeen`, those that happened last; `count`, those that happened most often */
                sort?: string;
                /** @description How it ended */
                status?: ("success" | "failure" | "error")[];
                /** @description Whose data it is about */
                tenantId?: string[];
                /** @description Entries before this moment */
                to?: string;
                /** @description Who did it, by id */
                userId?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGroupsDto"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The question takes too long, too many are asked at the same time, or the log takes nothing; ask for less, or again in a moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    AuditExportController_export: {
        parameters: {
            query: {
                /** @description What was done */
                actionType?: string[];
                /** @description Whether a CSV file begins with a byte order mark, by which some spreadsheets know UTF-8 */
                bom?: boolean;
                /** @description What part of the application it is about */
                category?: string[];
                /** @description What is kept of each entry, in this order; all of it when left out */
                columns?: ("id" | "timestamp" | "recordedAt" | "category" | "actionType" | "description" | "status" | "severity" | "actorType" | "userId" | "userLabel" | "tenantId" | "ipAddress" | "userAgent" | "resourceType" | "resourceId" | "errorType" | "errorFingerprint" | "requestId" | "traceId" | "metadata")[];
                /** @description What separates the cells of a CSV file: a comma, a semicolon or a tab */
                delimiter?: string;
                /** @description Class or code of the error */
                errorType?: string[];
                /** @description Format of the file */
                format: string;
                /** @description Entries at or after this moment */
                from?: string;
                /** @description Whether the file is compressed: a file in itself, whatever the connection does */
                gzip?: boolean;
                /** @description An address, or a network in CIDR notation */
                ipAddress?: string[];
                /** @description The same filters and more as one text, in the search language; `GET /audit-logs/fields` tells its fields */
                q?: string;
                /** @description The `X-Request-Id` of an answer */
                requestId?: string[];
                /** @description Which one */
                resourceId?: string[];
                /** @description The kind of thing it was done to */
                resourceType?: string[];
                /** @description Text inside the description, upper and lower case alike, every character just itself. Text that is an address, a network (`10.0.0.0/8`) or the beginning of an address (`10.1.`, `2001:db8:`) finds the entries from there as well */
                search?: string;
                /** @description How bad it is */
                severity?: ("WARNING" | "ERROR" | "CRITICAL")[];
                /** @description How it ended */
                status?: ("success" | "failure" | "error")[];
                /** @description Whose data it is about */
                tenantId?: string[];
                /** @description In which the times of a CSV file are, with their offset; UTC when left out */
                timeZone?: string;
                /** @description Entries before this moment */
                to?: string;
                /** @description Who did it, by id */
                userId?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                    "application/json": string;
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many are under way at once; `Retry-After` says when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The question takes too long, too many are asked at the same time, or the log takes nothing; ask for less, or again in a moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ExportJobsController_list: {
        parameters: {
            query?: {
                /** @description Exports on a page */
                limit?: number;
                /** @description Page number from 1 */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobsPageDto"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ExportJobsController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description May stand in the query as well */
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuditExportDto"];
            };
        };
        responses: {
            /** @description It waits; `Location` says where */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobDto"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many are under way at once; `Retry-After` says when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The question takes too long, too many are asked at the same time, or the log takes nothing; ask for less, or again in a moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ExportJobsController_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the export */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobDto"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description There is no such entry, or export of yours. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ExportJobsController_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the export */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobDto"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description There is no such entry, or export of yours. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description It is not in the state for this; read it to see in which. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ExportJobsController_file: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the part that is there already */
                "If-Range"?: string;
                /** @description Such as `bytes=1000-` */
                Range?: string;
            };
            path: {
                /** @description The id of the export */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                    "application/json": string;
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /** @description A part of the file */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description There is no such entry, or export of yours. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description It is not in the state for this; read it to see in which. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The file does not have what `Range` asks for; `Content-Range` says how large it is. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The question takes too long, too many are asked at the same time, or the log takes nothing; ask for less, or again in a moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ExportJobsController_manifest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the export */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportManifestDto"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description There is no such entry, or export of yours. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description It is not in the state for this; read it to see in which. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    AuditFieldsController_fields: {
        parameters: {
            query?: {
                /** @description This field only */
                field?: string;
                /** @description Values of the field that begin like this, in the same case */
                prefix?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditFieldsDto"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The question takes too long, too many are asked at the same time, or the log takes nothing; ask for less, or again in a moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    LegalHoldsController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LegalHoldsDto"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    LegalHoldsController_place: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlaceHoldDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LegalHoldDto"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The question takes too long, too many are asked at the same time, or the log takes nothing; ask for less, or again in a moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    LegalHoldsController_release: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the hold */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LegalHoldDto"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description There is no such entry, or export of yours. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description It is not in the state for this; read it to see in which. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The question takes too long, too many are asked at the same time, or the log takes nothing; ask for less, or again in a moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ReaderController_reader: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReaderDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    AuditHistoryController_ofResource: {
        parameters: {
            query?: {
                /** @description What was done */
                actionType?: string[];
                /** @description What part of the application it is about */
                category?: string[];
                /** @description `nextCursor` or `previousCursor` of a page with the same filters */
                cursor?: string;
                /** @description Class or code of the error */
                errorType?: string[];
                /** @description Entries at or after this moment */
                from?: string;
                /** @description An address, or a network in CIDR notation */
                ipAddress?: string[];
                /** @description Entries on a page */
                limit?: number;
                /** @description Page number from 1; together with `limit` it reaches row 10 000, use `cursor` beyond it */
                page?: number;
                /** @description The same filters and more as one text, in the search language; `GET /audit-logs/fields` tells its fields */
                q?: string;
                /** @description The `X-Request-Id` of an answer */
                requestId?: string[];
                /** @description Text inside the description, upper and lower case alike, every character just itself. Text that is an address, a network (`10.0.0.0/8`) or the beginning of an address (`10.1.`, `2001:db8:`) finds the entries from there as well */
                search?: string;
                /** @description How bad it is */
                severity?: ("WARNING" | "ERROR" | "CRITICAL")[];
                /** @description How it ended */
                status?: ("success" | "failure" | "error")[];
                /** @description Whose data it is about */
                tenantId?: string[];
                /** @description Entries before this moment */
                to?: string;
                /** @description Who did it, by id */
                userId?: string[];
            };
            header?: never;
            path: {
                /** @description Which one, as `resourceId` of its entries; slashes are encoded */
                id: unknown;
                /** @description The kind of thing, as `resourceType` of its entries */
                type: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditLogsPageDto"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    AuditHistoryController_stateOfResource: {
        parameters: {
            query?: {
                /** @description At which moment; what happened in this very millisecond counts. Now, when left out */
                at?: string;
            };
            header?: never;
            path: {
                /** @description Which one, as `resourceId` of its entries; slashes are encoded */
                id: unknown;
                /** @description The kind of thing, as `resourceType` of its entries */
                type: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceStateDto"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    LiveController_stream: {
        parameters: {
            query?: {
                /** @description What was done */
                actionType?: string[];
                /** @description What part of the application it is about */
                category?: string[];
                /** @description Class or code of the error */
                errorType?: string[];
                /** @description Entries at or after this moment */
                from?: string;
                /** @description An address, or a network in CIDR notation */
                ipAddress?: string[];
                /** @description The `id` of the last event of an earlier stream, for clients that can not send the header `Last-Event-ID` */
                lastEventId?: string;
                /** @description The same filters and more as one text, in the search language; `GET /audit-logs/fields` tells its fields */
                q?: string;
                /** @description The `X-Request-Id` of an answer */
                requestId?: string[];
                /** @description Which one */
                resourceId?: string[];
                /** @description The kind of thing it was done to */
                resourceType?: string[];
                /** @description Text inside the description, upper and lower case alike, every character just itself. Text that is an address, a network (`10.0.0.0/8`) or the beginning of an address (`10.1.`, `2001:db8:`) finds the entries from there as well */
                search?: string;
                /** @description How bad it is */
                severity?: ("WARNING" | "ERROR" | "CRITICAL")[];
                /** @description How it ended */
                status?: ("success" | "failure" | "error")[];
                /** @description Whose data it is about */
                tenantId?: string[];
                /** @description Entries before this moment */
                to?: string;
                /** @description Who did it, by id */
                userId?: string[];
            };
            header?: {
                /** @description The `id` of the last event of an earlier stream */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, until the client leaves */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too many are under way at once; `Retry-After` says when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The question takes too long, too many are asked at the same time, or the log takes nothing; ask for less, or again in a moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    SummaryController_summary: {
        parameters: {
            query?: {
                /** @description What was done */
                actionType?: string[];
                /** @description What part of the application it is about */
                category?: string[];
                /** @description Class or code of the error */
                errorType?: string[];
                /** @description Entries at or after this moment */
                from?: string;
                /** @description An address, or a network in CIDR notation */
                ipAddress?: string[];
                /** @description The same filters and more as one text, in the search language; `GET /audit-logs/fields` tells its fields */
                q?: string;
                /** @description The `X-Request-Id` of an answer */
                requestId?: string[];
                /** @description Which one */
                resourceId?: string[];
                /** @description The kind of thing it was done to */
                resourceType?: string[];
                /** @description Text inside the description, upper and lower case alike, every character just itself. Text that is an address, a network (`10.0.0.0/8`) or the beginning of an address (`10.1.`, `2001:db8:`) finds the entries from there as well */
                search?: string;
                /** @description How bad it is */
                severity?: ("WARNING" | "ERROR" | "CRITICAL")[];
                /** @description How it ended */
                status?: ("success" | "failure" | "error")[];
                /** @description Whose data it is about */
                tenantId?: string[];
                /** @description Entries before this moment */
                to?: string;
                /** @description Who did it, by id */
                userId?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SummaryDto"];
                };
            };
            /** @description A parameter is wrong; `errors` says for each one why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Nobody is signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The permission to do this is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description The question takes too long, too many are asked at the same time, or the log takes nothing; ask for less, or again in a moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    AuthController_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginDto"];
            };
        };
        responses: {
            /** @description The access token of the new session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: SIGN_IN_FAILED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: OTHER_SITE */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too Many Requests: TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    AuthController_logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    AuthController_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The signed-in user. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInUserDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    AuthController_changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePasswordDto"];
            };
        };
        responses: {
            /** @description The new password counts from now on. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request: VALIDATION_FAILED, CURRENT_PASSWORD_WRONG */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too Many Requests: TOO_MANY_REQUESTS */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DataUploadsController_list: {
        parameters: {
            query?: {
                /** @description Only those whose lines are of this kind. */
                kind?: "ledger" | "bank";
                /** @description How many items a page has. */
                limit?: number;
                /** @description The page, counted from 1. */
                page?: number;
                /** @description Only those in this state. */
                status?: "uploaded" | "importing" | "imported" | "failed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of data uploads. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DataUploadPageDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DataUploadsController_upload: {
        parameters: {
            query?: never;
            header?: {
                /** @description Needed while the setting `data_upload.signing_key` is set: `sha256=` and the HMAC-SHA-256 of the file under that key, in hex digits. */
                "X-Upload-Signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * Format: binary
                     * @description The CSV file.
                     */
                    file: string;
                    /**
                     * @description What the lines are: the books of the house, or statements of its bank.
                     * @example bank
                     * @enum {string}
                     */
                    kind: "ledger" | "bank";
                };
            };
        };
        responses: {
            /** @description The new data upload. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DataUploadDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED, UPLOAD_EMPTY, UPLOAD_INCOMPLETE */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN, UPLOAD_SIGNATURE_INVALID */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict: UPLOAD_DUPLICATE */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Payload Too Large: UPLOAD_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unsupported Media Type: UNSUPPORTED_MEDIA_TYPE, UPLOAD_NOT_CSV */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Too Many Requests: UPLOAD_TOO_MANY */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Insufficient Storage: UPLOAD_DISK_FULL */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DataUploadsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the data upload, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The data upload. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DataUploadDetailsDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: UPLOAD_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DataUploadsController_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the data upload, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The data upload, whose import has begun. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DataUploadDetailsDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: UPLOAD_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict: UPLOAD_IMPORTED, IMPORT_RUNNING */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    DataUploadsController_listRefusals: {
        parameters: {
            query?: {
                /** @description How many items a page has. */
                limit?: number;
                /** @description The page, counted from 1. */
                page?: number;
            };
            header?: never;
            path: {
                /** @description The id of the data upload, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of refused lines. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportRefusalPageDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: UPLOAD_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    PermissionsController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All permissions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PermissionListDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ReconciliationsController_list: {
        parameters: {
            query?: {
                /** @description How many items a page has. */
                limit?: number;
                /** @description The page, counted from 1. */
                page?: number;
                /** @description Only those in this state. */
                status?: "queued" | "running" | "done" | "failed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of reconciliations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationPageDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ReconciliationsController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateReconciliationDto"];
            };
        };
        responses: {
            /** @description The reconciliation, which waits to begin. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: RECONCILIATION_UPLOAD_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict: RECONCILIATION_UPLOAD_WRONG_KIND, RECONCILIATION_UPLOAD_NOT_IMPORTED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ReconciliationsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the reconciliation, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The reconciliation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: RECONCILIATION_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    ReconciliationsController_listItems: {
        parameters: {
            query?: {
                /** @description How many items a page has. */
                limit?: number;
                /** @description Only those with this outcome. */
                outcome?: "matched" | "difference" | "unmatched_ledger" | "unmatched_bank";
                /** @description The page, counted from 1. */
                page?: number;
            };
            header?: never;
            path: {
                /** @description The id of the reconciliation, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of items. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReconciliationItemPageDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: RECONCILIATION_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict: RECONCILIATION_NOT_DONE */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    RolesController_list: {
        parameters: {
            query?: {
                /** @description How many items a page has. */
                limit?: number;
                /** @description The page, counted from 1. */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of roles. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolePageDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    RolesController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateRoleDto"];
            };
        };
        responses: {
            /** @description The new role. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN, PERMISSION_NOT_HELD */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict: ROLE_NAME_TAKEN */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    RolesController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the role, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The role. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: ROLE_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    RolesController_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the role, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The role is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: ROLE_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict: ROLE_IN_USE, ROLE_PROTECTED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    RolesController_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the role, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateRoleDto"];
            };
        };
        responses: {
            /** @description The role as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: ROLE_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict: ROLE_NAME_TAKEN, ROLE_PROTECTED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    RolesController_setPermissions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the role, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPermissionsDto"];
            };
        };
        responses: {
            /** @description The role as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN, PERMISSION_NOT_HELD */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: ROLE_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict: ROLE_PROTECTED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    SettingsController_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All settings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingListDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    SettingsController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key of the setting. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The setting. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: SETTING_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    SettingsController_set: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key of the setting. */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetSettingDto"];
            };
        };
        responses: {
            /** @description The setting as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: SETTING_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    UsersController_list: {
        parameters: {
            query?: {
                /** @description How many items a page has. */
                limit?: number;
                /** @description The page, counted from 1. */
                page?: number;
                /** @description Text that is part of the e-mail address or the name, upper and lower case being the same. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of users. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPageDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    UsersController_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUserDto"];
            };
        };
        responses: {
            /** @description The new user. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict: EMAIL_TAKEN */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    UsersController_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: USER_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    UsersController_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: USER_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict: OWN_ACCOUNT, LAST_ADMIN */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    UsersController_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateUserDto"];
            };
        };
        responses: {
            /** @description The user as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: USER_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict: EMAIL_TAKEN */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    UsersController_activate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: USER_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    UsersController_deactivate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: USER_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict: OWN_ACCOUNT, LAST_ADMIN */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    UserAccessController_requireNewPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: USER_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict: OWN_PASSWORD */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    UserRolesController_assign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user, a UUID. */
                id: string;
                /** @description The id of the role, a UUID. */
                roleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN, PERMISSION_NOT_HELD */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: ROLE_NOT_FOUND, USER_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    UserRolesController_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user, a UUID. */
                id: string;
                /** @description The id of the role, a UUID. */
                roleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN, PERMISSION_NOT_HELD */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: ROLE_NOT_FOUND, ROLE_NOT_ASSIGNED, USER_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict: LAST_ADMIN */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    UserSessionsController_list: {
        parameters: {
            query?: {
                /** @description Whether to list those as well that have ended or expired. */
                all?: boolean;
                /** @description How many items a page has. */
                limit?: number;
                /** @description The page, counted from 1. */
                page?: number;
            };
            header?: never;
            path: {
                /** @description The id of the user, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of sessions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPageDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: USER_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    UserSessionsController_endAll: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many sessions were open. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedSessionsDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: USER_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    UserSessionsController_end: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user, a UUID. */
                id: string;
                /** @description The id of the session, a UUID. */
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: USER_NOT_FOUND, SESSION_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    UserAccessController_unlock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user, a UUID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDto"];
                };
            };
            /** @description Bad Request: VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Unauthorized: UNAUTHENTICATED, TOKEN_INVALID, SESSION_ENDED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Forbidden: FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Not Found: USER_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description Conflict: ACCOUNT_NOT_LOCKED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    HealthController_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    HealthController_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    MetricsController_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain; version=0.0.4; charset=utf-8": string;
                };
            };
        };
    };
}
