import { LOG_VIEW, type LogView } from '../log/log-view.ts';
import type { Range } from '../log/range/range.ts';
import { setParameter, type UrlCodec } from '../parts/url-state.ts';

const RANGE_PARAMETERS = ['range', 'from', 'to'] as const;
/** A day says little of a person. */
const USUAL: Range = { kind: 'last', span: '30d' };

/** The range of the log, but with a month as the usual one. */
export const ACTIVITY_VIEW: UrlCodec<LogView> = {
  read(parameters) {
    const view = LOG_VIEW.read(parameters);
    return RANGE_PARAMETERS.some((name) => parameters.has(name)) ? view : { ...view, range: USUAL };
  },
  write(view, parameters) {
    LOG_VIEW.write(view, parameters);
    if (view.range.kind !== 'last') return;
    setParameter(parameters, 'range', view.range.span === USUAL.span ? undefined : view.range.span);
  },
};

/** `?user=ada@example.com`, by id or by label; undefined until somebody says whose. */
export const USER: UrlCodec<string | undefined> = {
  read: (parameters) => parameters.get('user')?.trim() || undefined,
  write: (user, parameters) => setParameter(parameters, 'user', user),
};
