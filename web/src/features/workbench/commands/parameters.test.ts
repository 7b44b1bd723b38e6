import { expect, test } from 'vitest';

import { filled, parametersOf } from './parameters';

test('each place is asked for once, in order, with what it usually is', () => {
  expect(parametersOf('tail -n {lines=100} -f {file} | grep {file=app.log}')).toEqual([
    { name: 'lines', usual: '100' },
    { name: 'file', usual: 'app.log' },
  ]);
});

test.each(['echo ${HOME}', 'echo {1..5}', "awk '{print $1}'", 'find -exec ls {} ;', '{"a": 1}'])(
  'what a shell means by braces stays: %s',
  (body) => {
    expect(filled(body, { HOME: 'x' })).toBe(body);
    expect(parametersOf(body)).toEqual([]);
  },
);

test('places are filled, Chinese names too', () => {
  expect(filled('cd {目录} && ls {flags=-la}', { 目录: '/data' })).toBe('cd /data && ls -la');
});

test('what is filled in is not looked at again', () => {
  expect(filled('echo {a} {b}', { a: '{b}', b: '$&' })).toBe('echo {b} $&');
});
