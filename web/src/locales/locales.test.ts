import { describe, expect, it } from 'vitest';

import en from './en';
import zh from './zh';

type Words = { [key: string]: string | Words };

function flat(words: Words, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') found.set(prefix + key, value);
    else flat(value, `${prefix}${key}.`).forEach((text, path) => found.set(path, text));
  }
  return found;
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
const placeholders = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1]).sort();
const chinese = flat(zh);
const english = flat(en);

describe('the two languages', () => {
  it('have the same keys, plurals aside', () => {
    const plain = (words: Map<string, string>) => [
      ...new Set([...words.keys()].map((key) => key.replace(PLURAL, ''))),
    ];
    expect(plain(chinese).sort()).toEqual(plain(english).sort());
  });

  it('fill in the same facts', () => {
    for (const [key, text] of chinese) {
      const other = english.get(key) ?? english.get(`${key}_other`);
      if (other !== undefined) expect([key, placeholders(text)]).toEqual([key, placeholders(other)]);
    }
  });

  it('leave nothing unsaid', () => {
    for (const [key, text] of [...chinese, ...english]) expect([key, text.trim()]).not.toEqual([key, '']);
  });

  it('are each written in their own language', () => {
    const strays = [...english].filter(([, text]) => /[一-鿿]/.test(text)).map(([key]) => key);
    expect(strays).toEqual([]);
  });
});
