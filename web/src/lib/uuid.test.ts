import { expect, test } from 'vitest';
import { uuid } from './uuid';

test('each is random, and has the form of version 4', () => {
  const some = Array.from({ length: 50 }, uuid);
  expect(new Set(some).size).toBe(50);
  for (const one of some) {
    expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});
