/** An entry whose every free field is made by a function of its name. */
export function hostile(of: (field: string) => string): Readonly<Record<string, unknown>> {
  return {
    category: of('category'),
    actionType: of('action'),
    resourceType: of('kind'),
    resourceId: of('id'),
    description: of('sentence'),
    status: 'error',
    severity: 'CRITICAL',
    errorType: of('fault'),
    errorFingerprint: of('fingerprint'),
    actorType: 'user',
    userId: of('user'),
    userLabel: of('label'),
    tenantId: of('tenant'),
    userAgent: of('agent'),
    requestId: of('request'),
    traceId: of('trace'),
    metadata: {
      error: {
        name: of('fault'),
        message: of('message'),
        code: of('code'),
        stack: `${of('fault')}\n    at ${of('frame')} (/srv/app.js:1:1)`,
        cause: { name: of('cause'), message: of('cause message') },
      },
      http: { method: of('method'), route: of('route'), path: of('path'), query: { [of('key')]: of('query') } },
      attemptedChanges: { [of('field')]: { from: of('before'), to: of('after') } },
      context: { session: of('session'), impersonator: { id: of('impersonator') } },
      [of('note')]: of('noted'),
    },
  };
}
