import { setParameter, type UrlCodec } from '../parts/url-state.ts';

/** Whether the log is followed; `?live=1`. */
export const LIVE_VIEW: UrlCodec<boolean> = {
  read: (parameters) => parameters.get('live') === '1',
  write: (isOn, parameters) => setParameter(parameters, 'live', isOn ? '1' : undefined),
};
