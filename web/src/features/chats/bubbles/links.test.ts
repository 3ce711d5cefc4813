import { expect, test } from 'vitest';
import { splitLinks } from './links';

const links = (text: string) =>
  splitLinks(text)
    .filter(part => part.isLink)
    .map(part => part.text);

test('web addresses are links, without what ends the sentence', () => {
  expect(links('See https://a.example/x?y=1. (Or http://b.example)!')).toEqual([
    'https://a.example/x?y=1',
    'http://b.example',
  ]);
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'https://', 'a.example'])(
  '%s is text',
  text => expect(links(text)).toEqual([]),
);

test('an override of the direction is no part of a link', () => {
  expect(links('https://a.example/\u202eexe.jpg')).toEqual(['https://a.example/']);
});

test('no character is lost', () => {
  const text = 'a https://x.example, b <b>c</b>';
  const parts = splitLinks(text);
  expect(parts.map(part => part.text).join('')).toBe(text);
});
