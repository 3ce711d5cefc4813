import { expect, test } from 'vitest';
import { base64Of, pictureRefusal, readPicture } from './picture';

const MIB = 1024 * 1024;

test.each([
  ['image/png', 10 * MIB, undefined],
  ['image/webp', 1, undefined],
  ['image/jpeg', 10 * MIB + 1, 'instance.profile.tooLarge'],
  ['image/svg+xml', 1, 'instance.profile.noPicture'],
  ['', 1, 'instance.profile.noPicture'],
])('a file of type "%s" with %d bytes', (type, size, refusal) =>
  expect(pictureRefusal({ type, size })).toBe(refusal),
);

test('the bytes of a file are what is sent', async () => {
  const file = new File(['abc'], 'a.png', { type: 'image/png' });
  const address = await readPicture(file);
  expect(address).toBe('data:image/png;base64,YWJj');
  expect(base64Of(address)).toBe('YWJj');
});
