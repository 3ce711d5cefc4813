import { expect, test } from 'vitest';
import { filterOfSearch } from './savedFilter';
import { readInboxSearch } from './search';

test('only what the inbox knows is read from an address', () => {
  const of = { instance: 'i', kind: 'group', show: 'failed', q: 'x', message: 'm' };
  const all = { ...of, assigned: 'me', label: 'l' };
  expect(readInboxSearch({ ...all, other: 1 })).toEqual(all);
  expect(readInboxSearch({ kind: 'no', show: 'all', q: '', instance: null })).toEqual({});
  expect(readInboxSearch({ q: 5511, label: 3 })).toEqual({ q: '5511', label: '3' });
});

test('a conversation that is being begun is in the address, and in no view', () => {
  expect(readInboxSearch({ new: true, kind: 'dm' })).toEqual({ new: true, kind: 'dm' });
  expect(readInboxSearch({ new: 'x' })).toEqual({});
  expect(filterOfSearch({ new: true })).toEqual({});
});
