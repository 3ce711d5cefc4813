import { expect, test } from 'vitest';
import { blockedAs } from './blocked';

const ANN = { externalId: '551@s.whatsapp.net', canonicalId: '9@lid', blockedAt: 'then' };

test('a person is blocked by any of their addresses', () => {
  expect(blockedAs([ANN], ['551@s.whatsapp.net'])).toBe(ANN);
  expect(blockedAs([ANN], [undefined, '9@lid'])).toBe(ANN);
  expect(blockedAs([{ ...ANN, canonicalId: null }], ['9@lid', null])).toBeUndefined();
});
