import { linksOf } from './page-links.interceptor.ts';

const PAGE = { limit: 50, page: 1, total: 3, totalIsExact: true, nextCursor: null, previousCursor: null };

describe('linksOf', () => {
  it('should be nothing when there is one page', () => {
    expect(linksOf('/audit-logs?limit=2', PAGE)).toBe('');
  });

  it('should lead to the pages beside it with the same filters', () => {
    const links = linksOf('/api/v1/audit-logs?search=a%26b&status=error&status=failure&cursor=old', {
      ...PAGE,
      nextCursor: 'older',
      previousCursor: 'newer',
    });
    const same = 'search=a%26b&status=error&status=failure';
    expect(links).toBe(
      `<?${same}&cursor=older>; rel="next", <?${same}&cursor=newer>; rel="prev", <?${same}>; rel="first"`,
    );
  });

  it('should lead from a page with a number on by cursor', () => {
    expect(linksOf('/audit-logs?page=1&limit=2', { ...PAGE, nextCursor: 'older' })).toBe(
      '<?limit=2&cursor=older>; rel="next"',
    );
  });

  it('should hold nothing that ends a header or a link, whatever was asked', () => {
    const links = linksOf('/audit-logs?search=%0d%0aX:%3e;%22', { ...PAGE, nextCursor: 'older' });
    expect(links).toBe('<?search=%0D%0AX%3A%3E%3B%22&cursor=older>; rel="next"');
  });
});
