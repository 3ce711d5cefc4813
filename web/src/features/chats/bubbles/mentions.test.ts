import { expect, test } from 'vitest';
import { nameOfDigits, splitMentions } from './mentions';

test('mentions are apart from the text around them', () => {
  expect(splitMentions('Ask @15550002222, or @15550003333.')).toEqual([
    { text: 'Ask ', digits: null },
    { text: '@15550002222', digits: '15550002222' },
    { text: ', or ', digits: null },
    { text: '@15550003333', digits: '15550003333' },
    { text: '.', digits: null },
  ]);
});

test('addresses of mail and other signs are no mentions', () => {
  for (const text of ['ann@15550002222', 'at @home', '@123', '@15550002222@lid', '']) {
    expect(splitMentions(text).some(part => part.digits)).toBe(false);
  }
});

test('a number has the name of its address, whichever network has it', () => {
  const names = new Map([
    ['1555@s.whatsapp.net', 'Ann'],
    ['15550003333@lid', 'Bo'],
  ]);
  expect(nameOfDigits(names, '15550003333')).toBe('Bo');
  expect(nameOfDigits(names, '15550002222')).toBeNull();
});
