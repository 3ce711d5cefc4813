import { expect, test } from 'vitest';
import { titleCount, titlePage } from './title';

test('the title counts what is unread, on every page, and only as long as there is some', () => {
  titlePage('Home');
  expect(document.title).toBe('Home · Omni');
  titleCount(3);
  expect(document.title).toBe('(3) Home · Omni');
  titlePage('Chats');
  expect(document.title).toBe('(3) Chats · Omni');
  titleCount(0);
  expect(document.title).toBe('Chats · Omni');
});
