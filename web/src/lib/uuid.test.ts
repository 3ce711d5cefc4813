import { expect, test } from 'vitest';
import { isUuid, uuid } from './uuid';

test('each is random, and has the form of version 4', () => {
  const some = Array.from({ length: 50 }, uuid);
  expect(new Set(some).size).toBe(50);
  for (const one of some) {
    expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

test('a text is one only as a whole, in either case', () => {
  const id = '0194b2c0-0000-7000-8000-00000000000a';
  expect([id, id.toUpperCase(), uuid()].map(isUuid)).toEqual([true, true, true]);
  const others = ['', ` ${id}`, `${id}0`, id.replaceAll('-', ''), '551@s.whatsapp.net'];
  expect(others.map(isUuid)).toEqual([false, false, false, false, false]);
});
