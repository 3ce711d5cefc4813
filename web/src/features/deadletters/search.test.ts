import { expect, test } from 'vitest';
import { filterOf, readLetterSearch } from './search';

test('only what the list knows is read from an address', () => {
  const all = { status: 'resolved', job: 'turn.run', instance: 'i' };
  expect(readLetterSearch({ ...all, other: 1 })).toEqual(all);
  expect(readLetterSearch({ status: 'abandoned', job: 'toString', instance: 5 })).toEqual({});
  expect(readLetterSearch({ status: 'pending', job: '', instance: '' })).toEqual({});
});

test('those that wait for a person are listed unless the address says otherwise', () => {
  expect(filterOf({})).toEqual({ status: 'pending', kind: '', instanceId: '' });
  expect(filterOf({ status: 'all', job: 'turn.run', instance: 'i' })).toEqual({
    status: '',
    kind: 'turn.run',
    instanceId: 'i',
  });
});
