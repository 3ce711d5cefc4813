import { expect, test } from 'vitest';
import { readLetterSearch } from './search';

test('only what the list knows is read from an address', () => {
  const all = { status: 'resolved', job: 'turn.run', instance: 'i' };
  expect(readLetterSearch({ ...all, other: 1 })).toEqual(all);
  expect(readLetterSearch({ status: 'abandoned', job: 'toString', instance: 5 })).toEqual({});
  expect(readLetterSearch({ status: 'pending', job: '', instance: '' })).toEqual({});
});
