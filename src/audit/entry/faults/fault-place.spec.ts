import { homedir } from 'node:os';
import { pathToFileURL } from 'node:url';
import { shownPath, withoutPlaces } from './fault-place.ts';

function inDirectory<T>(directory: string, work: () => T): T {
  const cwd = jest.spyOn(process, 'cwd').mockReturnValue(directory);
  try {
    return work();
  } finally {
    cwd.mockRestore();
  }
}

const POSIX = '/srv/my shop';
const WINDOWS = 'C:\\srv\\my shop';

describe('shownPath', () => {
  it.each([
    [POSIX, '/srv/my shop/src/a.ts', 'src/a.ts'],
    [POSIX, pathToFileURL('/srv/my shop/src/a.ts').href, 'src/a.ts'],
    [POSIX, 'file:///srv/my%20shop//src/a.ts', 'src/a.ts'],
    [POSIX, '/srv/my shop//dist//a.js', 'dist/a.js'],
    [POSIX, 'file:///srv/my%20shop/src/a.ts?t=17', 'src/a.ts'],
    [POSIX, '/srv/my shopping/src/a.ts', '…/src/a.ts'],
    [POSIX, '/srv/my shop/node_modules/typeorm/index.js', 'node_modules/typeorm/index.js'],
    [POSIX, '/usr/lib/node_modules/pm2/lib/x.js', 'node_modules/pm2/lib/x.js'],
    [POSIX, '/home/ada/s/node_modules/.pnpm/pg@8.1.0/node_modules/pg/lib/x.js', 'node_modules/pg/lib/x.js'],
    [POSIX, 'node_modules/pg/lib/x.js', 'node_modules/pg/lib/x.js'],
    [POSIX, 'node:internal/process/task_queues', 'node:internal/process/task_queues'],
    [POSIX, '<anonymous>', '<anonymous>'],
    [POSIX, 'native', 'native'],
    [POSIX, 'index 0', 'index 0'],
    [POSIX, 'webpack://shop/./src/a.ts', 'src/a.ts'],
    [POSIX, 'webpack-internal:///./src/a.ts', 'src/a.ts'],
    [POSIX, 'data:text/javascript,secret', 'data:'],
    [POSIX, '/opt/other/deep/lib/a.js', '…/lib/a.js'],
    [POSIX, '/home/ada/a.js', '~/a.js'],
    [POSIX, '/home/ada/other/deep/a.js', '~/deep/a.js'],
    [POSIX, '/Users/ada/deep/a.js', '~/deep/a.js'],
    [POSIX, '/root/deep/a.js', '~/deep/a.js'],
    [POSIX, 'C:\\Users\\ada\\deep\\a.js', '~/deep/a.js'],
    [POSIX, 'file:///srv/%E0%A4%A/a.js', '…/%E0%A4%A/a.js'],
    [WINDOWS, 'C:\\srv\\my shop\\src\\a.ts', 'src/a.ts'],
    [WINDOWS, 'c:\\srv\\my shop\\src\\a.ts', 'src/a.ts'],
    [WINDOWS, 'file:///C:/srv/my%20shop/src/a.ts', 'src/a.ts'],
    [WINDOWS, 'C:\\srv\\my shop\\node_modules\\pg\\x.js', 'node_modules/pg/x.js'],
    ['/', '/dist/a.js', 'dist/a.js'],
    ['/', '/home/ada/dist/a.js', '~/dist/a.js'],
    [`${homedir()}/shop`, `${homedir()}/shop/src/a.ts`, 'src/a.ts'],
    ['/home/ada/shop', '/home/ada/shop/src/a.ts', 'src/a.ts'],
  ])('in %s should be for %s: %s', (directory, path, shown) => {
    expect(inDirectory(directory, () => shownPath(path))).toBe(shown);
  });

  it('should work in a directory that is gone', () => {
    const cwd = jest.spyOn(process, 'cwd').mockImplementation(() => {
      throw Object.assign(new Error('gone'), { code: 'ENOENT' });
    });
    expect(shownPath('/srv/a.ts')).toBe('srv/a.ts');
    cwd.mockRestore();
  });
});

describe('withoutPlaces', () => {
  it.each([
    [POSIX, "open '/srv/my shop/data/x.csv'", "open 'data/x.csv'"],
    [POSIX, 'file:///srv/my%20shop/src/a.ts is none', 'src/a.ts is none'],
    [POSIX, 'in /srv/my shop, or /srv/my shopping', 'in ., or /srv/my shopping'],
    [POSIX, "open '/home/ada/x.csv' and /Users/eve/y", "open '~/x.csv' and ~/y"],
    [POSIX, `read ${homedir()}/x`, 'read ~/x'],
    [WINDOWS, 'open C:\\srv\\my shop\\x and C:\\Users\\ada\\y', 'open x and ~\\y'],
    [POSIX, 'Cannot GET /users/17 or /api/home/17/x', 'Cannot GET /users/17 or /api/home/17/x'],
    ['/', 'Cannot GET /x', 'Cannot GET /x'],
    [POSIX, 'nothing', 'nothing'],
  ])('in %s should be for "%s": "%s"', (directory, text, shown) => {
    expect(inDirectory(directory, () => withoutPlaces(text))).toBe(shown);
  });
});
