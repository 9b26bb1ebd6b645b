import type { ResourceName } from '../parts/addresses.ts';
import { setParameter, type UrlCodec } from '../parts/url-state.ts';

/** Which thing is looked at, and at what moment. */
export interface HistoryView {
  /** Undefined until somebody says which. */
  readonly resource: ResourceName | undefined;
  /** ISO 8601; now when undefined. */
  readonly at: string | undefined;
  /** Also what has left it as it was: readings, sign-ins. */
  readonly withAll: boolean;
}

/** `?type=user&id=42&at=2026-01-01T00:00:00.000Z` */
export const HISTORY_VIEW: UrlCodec<HistoryView> = {
  read(parameters) {
    const [type, id] = [parameters.get('type') ?? '', parameters.get('id') ?? ''];
    const at = new Date(parameters.get('at') ?? '');
    return {
      resource: type === '' || id === '' ? undefined : { type, id },
      at: Number.isNaN(at.getTime()) ? undefined : at.toISOString(),
      withAll: parameters.get('show') === 'all',
    };
  },
  write({ resource, at, withAll }, parameters) {
    setParameter(parameters, 'type', resource?.type);
    setParameter(parameters, 'id', resource?.id);
    setParameter(parameters, 'at', at);
    setParameter(parameters, 'show', withAll ? 'all' : undefined);
  },
};
