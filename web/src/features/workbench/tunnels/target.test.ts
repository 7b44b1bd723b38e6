import { describe, expect, it } from 'vitest';

import { placeOf, readTarget } from './target';

describe('readTarget', () => {
  it.each([
    ['6006', '', { host: 'localhost', port: 6006 }],
    [' 7860 ', ' db ', { host: 'db', port: 7860 }],
    ['db.internal:5432', '', { host: 'db.internal', port: 5432 }],
    [':8080', '', { host: 'localhost', port: 8080 }],
    ['[::1]:80', '', { host: '[::1]', port: 80 }],
    [
      'http://127.0.0.1:8888/lab?token=abc',
      'ignored',
      { host: '127.0.0.1', port: 8888, path: '/lab?token=abc' },
    ],
    ['6006/#scalars', '', { host: 'localhost', port: 6006, path: '/#scalars' }],
    ['6006#scalars', '', { host: 'localhost', port: 6006, path: '#scalars' }],
    ['db:8080/a?b=c#d', '', { host: 'db', port: 8080, path: '/a?b=c#d' }],
    ['http://localhost:7860/?__theme=dark', '', { host: 'localhost', port: 7860, path: '/?__theme=dark' }],
    ['http://0.0.0.0:7860/', '', { host: '0.0.0.0', port: 7860 }],
    ['https://example.com/x', '', { host: 'example.com', port: 443, path: '/x' }],
    ['localhost:6006/', '', { host: 'localhost', port: 6006 }],
  ])('reads %s', (text, host, target) => {
    expect(readTarget(text, host)).toEqual(target);
  });

  it.each(['', '0', '65536', '-1', 'abc', '1.5', 'host', 'a b:80', 'http://', 'host:99999', '6006x'])(
    'finds no port in %s',
    (text) => {
      expect(readTarget(text)).toBeNull();
    },
  );
});

describe('placeOf', () => {
  it('names the host only where it is another one', () => {
    expect(placeOf({ host: 'localhost', port: 80 })).toBe('80');
    expect(placeOf({ host: '127.0.0.1', port: 80 })).toBe('80');
    expect(placeOf({ host: 'db', port: 80 })).toBe('db:80');
    expect(placeOf({ host: 'fd00::1', port: 80 })).toBe('[fd00::1]:80');
  });
});
