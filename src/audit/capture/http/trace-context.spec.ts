import { traceIdOfHeader } from './trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const VALID = `00-${TRACE}-${SPAN}-01`;

describe('traceIdOfHeader', () => {
  it.each<[what: string, traceparent: string | string[] | undefined]>([
    ['version 00', VALID],
    ['any flags', `00-${TRACE}-${SPAN}-ff`],
    ['a version to come', `01-${TRACE}-${SPAN}-01`],
    ['more fields in a version to come', `cc-${TRACE}-${SPAN}-01-what-the-future-will-be`],
    ['a list of one', [VALID]],
  ])('should read %s', (_what, traceparent) => {
    expect(traceIdOfHeader(traceparent)).toBe(TRACE);
  });

  it.each<[what: string, traceparent: string | string[] | undefined]>([
    ['none', undefined],
    ['an empty one', ''],
    ['the id alone', TRACE],
    ['version ff', `ff-${TRACE}-${SPAN}-01`],
    ['more fields in version 00', `${VALID}-more`],
    ['an open end in version 00', `${VALID}-`],
    ['more of the last field in a version to come', `01-${TRACE}-${SPAN}-01more`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['upper case', VALID.toUpperCase()],
    ['a version in upper case', `CC-${TRACE}-${SPAN}-01`],
    ['what is no hexadecimal', VALID.replace('4bf9', '4bg9')],
    ['an id that is too long', `00-${TRACE}0-${SPAN}-01`],
    ['an id that is too short', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['missing flags', `00-${TRACE}-${SPAN}`],
    ['flags that are too short', `00-${TRACE}-${SPAN}-1`],
    ['spaces', ` ${VALID}`],
    ['two headers', [VALID, VALID]],
    ['two headers as one', `${VALID}, ${VALID}`],
    ['two headers of a version to come as one', `01-${TRACE}-${SPAN}-01-x, 01-${TRACE}-${SPAN}-01-x`],
    ['another line', `01-${TRACE}-${SPAN}-01\n`],
  ])('should read nothing of %s', (_what, traceparent) => {
    expect(traceIdOfHeader(traceparent)).toBeNull();
  });
});
