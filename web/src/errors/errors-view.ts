import { LOG_VIEW, type LogView } from '../log/log-view.ts';
import { setParameter, type UrlCodec } from '../parts/url-state.ts';

/** What comes first, as the API says it. */
export const SORTS = ['lastSeen', 'count'] as const;
export type Sort = (typeof SORTS)[number];

export const GROUPS_ON_PAGE = 20;
/** The API gives no page beyond it. */
export const LAST_PAGE = 100;

/** In which order faults stand, and which page of them is looked at. */
export interface GroupsView {
  readonly sort: Sort;
  /** From 1. */
  readonly page: number;
}

/** `?sort=count&page=2` */
export const GROUPS_VIEW: UrlCodec<GroupsView> = {
  read(parameters) {
    const page = Number(parameters.get('page'));
    return {
      sort: SORTS.find((sort) => sort === parameters.get('sort')) ?? 'lastSeen',
      page: Number.isInteger(page) && page >= 1 && page <= LAST_PAGE ? page : 1,
    };
  },
  write({ sort, page }, parameters) {
    setParameter(parameters, 'sort', sort === 'lastSeen' ? undefined : sort);
    setParameter(parameters, 'page', page === 1 ? undefined : String(page));
  },
};

/** The range and the query of the log; whoever looks at others begins at the first page. */
export const ERRORS_VIEW: UrlCodec<LogView> = {
  read: (parameters) => LOG_VIEW.read(parameters),
  write(view, parameters) {
    LOG_VIEW.write(view, parameters);
    parameters.delete('page');
  },
};
