import { browsableUrl } from './addresses.ts';
import { failureSentence, listenFailure } from './failure.ts';
import { StartError } from './start.errors.ts';

describe('failureSentence', () => {
  it('should be the message of an expected failure, unchanged', () => {
    expect(failureSentence(new StartError('PORT is wrong; correct it.'))).toBe('PORT is wrong; correct it.');
  });

  it.each([new Error('Something broke.'), 'Something broke'])('should be one sentence for %p', (error) => {
    expect(failureSentence(error)).toBe(
      'The start failed unexpectedly: Something broke. Set LOG_LEVEL=debug to see where.',
    );
  });
});

describe('listenFailure', () => {
  it.each([
    ['EADDRINUSE', 'Port 80 of example.test is in use'],
    ['EACCES', 'may not listen on port 80'],
    ['EADDRNOTAVAIL', 'HOST example.test is no address of this machine'],
    ['ENOTFOUND', 'HOST example.test is no address of this machine'],
  ])('should put %s into words', (code, words) => {
    const error = Object.assign(new Error('listen'), { code });
    expect(String(listenFailure(error, { HOST: 'example.test', PORT: 80 }))).toContain(words);
  });

  it('should leave any other error as it is', () => {
    const error = new Error('other');
    expect(listenFailure(error, { HOST: 'example.test', PORT: 80 })).toBe(error);
  });
});

describe('browsableUrl', () => {
  it.each([
    ['http://0.0.0.0:3000', 'http://127.0.0.1:3000'],
    ['http://[::]:3000', 'http://[::1]:3000'],
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3000'],
    ['http://host.internal:3000', 'http://host.internal:3000'],
  ])('should turn %s into %s', (listening, expected) => {
    expect(browsableUrl(listening)).toBe(expected);
  });
});
