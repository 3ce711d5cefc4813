import { expect, test } from 'vitest';
import { suggestions } from './suggestions';
import { phoneOf } from './useValues';

const names = (now: Date) => suggestions(now).map(one => one.text);

test('on a Wednesday morning every time is offered, in the viewer’s zone', () => {
  const now = new Date(2026, 0, 7, 10, 2);
  expect(suggestions(now)).toEqual([
    { text: 'replies.hour', at: new Date(2026, 0, 7, 11, 5) },
    { text: 'replies.evening', at: new Date(2026, 0, 7, 18) },
    { text: 'replies.tomorrow', at: new Date(2026, 0, 8, 9) },
    { text: 'replies.monday', at: new Date(2026, 0, 12, 9) },
  ]);
});

test('no time is offered twice, and none that has passed', () => {
  expect(names(new Date(2026, 0, 7, 17, 30))).not.toContain('replies.evening');
  // On a Sunday, Monday is tomorrow.
  expect(names(new Date(2026, 0, 11, 8))).not.toContain('replies.monday');
  const monday = suggestions(new Date(2026, 0, 12, 8)).find(one => one.text === 'replies.monday');
  expect(monday?.at).toEqual(new Date(2026, 0, 19, 9));
});

test('only an address of a number is a phone number', () => {
  expect(phoneOf([null, '99@lid', '15550002222@s.whatsapp.net'])).toBe('+15550002222');
  expect(phoneOf(['99@lid', 'conv_1', undefined])).toBeUndefined();
});
