import type { FastifyRequest } from 'fastify';

/** What is asked of a request to know which page made it. */
export type SitedRequest = Pick<FastifyRequest, 'headers' | 'host' | 'protocol'>;

/**
 * Which page has made the browser send a request: one of ours, one of somebody else's, or it does not say. What browsers
 * write into `Sec-Fetch-Site`, no script can; those that leave it out, as all do over plain http, name the page's origin
 * when something is to be changed.
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function siteOf({ headers, host, protocol }: SitedRequest): 'own' | 'other' | 'unknown' {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) {
    if (site === 'same-origin') return 'own';
    return site === 'none' ? 'unknown' : 'other'; // none: a person has typed the address
  }
  const { origin } = headers;
  if (origin === undefined) return 'unknown';
  return isOwn(origin, { host, protocol }) ? 'own' : 'other';
}

function isOwn(origin: string, { host, protocol }: Pick<SitedRequest, 'host' | 'protocol'>): boolean {
  if (!URL.canParse(origin)) return false; // `null` as well
  const page = new URL(origin);
  // A proxy may speak http with us where the browser speaks https with it; the other way round nothing is to be believed.
  if (protocol === 'https' && page.protocol !== 'https:') return false;
  const asked = `${page.protocol}//${host}`; // with the page's protocol, so that its port can be left out or not
  return URL.canParse(asked) && new URL(asked).host === page.host;
}
