import { expect, test } from 'vitest';
import type { QuickReply } from '../../api/queries/quickReplies';
import { matching, searched } from './match';
import { fill, unfilled } from './variables';

const reply = (shortcut: string, title: string, text = ''): QuickReply => ({
  id: shortcut,
  instanceId: null,
  shortcut,
  title,
  text,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
});

test('variables are filled in, and those without a value stay', () => {
  const text = 'Hello {{name}}, {{ agent }} here: {{phone}}, {{other}}';
  expect(fill(text, { name: 'Ann', agent: 'Bo' })).toBe('Hello Ann, Bo here: {{phone}}, {{other}}');
  expect(fill('{{name}}', { name: '' })).toBe('{{name}}');
  // A name is text, whatever is in it.
  expect(fill('{{name}}', { name: '$& {{phone}}' })).toBe('$& {{phone}}');
});

test('the first variable that is left is found', () => {
  expect(unfilled('Hello Ann')).toBeNull();
  expect(unfilled('a {{ phone }} b {{name}}')).toEqual({ from: 2, to: 13, name: '{{ phone }}' });
});

test('a slash searches only at the beginning of a text of one word', () => {
  expect(searched('/')).toBe('');
  expect(searched('/hours')).toBe('hours');
  for (const text of ['', 'hours', ' /hours', '/hours now', '/hours\n']) {
    expect(searched(text), text).toBeNull();
  }
});

test('shortcuts come before titles, and titles before texts', () => {
  const replies = [
    reply('bank', 'Account', 'our hours are long'),
    reply('opening', 'Hours'),
    reply('hours', 'Opening'),
    reply('olá', 'Greeting'),
  ];
  const found = (words: string) => matching(replies, words).map(one => one.shortcut);
  expect(found('hours')).toEqual(['hours', 'opening', 'bank']);
  expect(found('OLA')).toEqual(['olá']);
  expect(found('nothing')).toEqual([]);
  expect(found('')).toHaveLength(4);
});
