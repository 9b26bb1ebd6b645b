/** Where the server has put the number of this answer, by which its policy knows the styles that the page adds. */
const PLACE = 'meta[property="csp-nonce"]';

/** The number of this answer; undefined while the page is developed, when there is no policy. */
export const styleNonce = document.querySelector<HTMLMetaElement>(PLACE)?.nonce || undefined;

/** Where the library that keeps the page from scrolling behind a dialog looks for it. */
Object.assign(globalThis, { __webpack_nonce__: styleNonce });
