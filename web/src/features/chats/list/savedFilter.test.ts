import { expect, test } from 'vitest';
import { filterOfSearch, isSame, searchOfFilter } from './savedFilter';

test('a view is shown as it was kept', () => {
  const search = {
    instance: 'i1',
    channel: 'discord',
    kind: 'group',
    show: 'paused',
    assigned: 'me',
    label: '7',
    q: 'bike',
  } as const;
  const filter = filterOfSearch({ ...search, message: 'm1' });
  expect(filter).toEqual({
    instanceId: 'i1',
    channel: 'discord',
    kind: 'group',
    show: 'paused',
    assigned: 'me',
    label: '7',
    search: 'bike',
  });
  expect(searchOfFilter(filter)).toEqual(search);
  expect(filterOfSearch({ show: 'all' })).toEqual({});
});

test('what is absent and what is null are the same', () => {
  const none = { instanceId: null, kind: null, show: null, search: null };
  expect(isSame(none, {})).toBe(true);
  expect(isSame({ ...none, show: 'unread' }, { show: 'unread' })).toBe(true);
  expect(isSame({ show: 'unread' }, { show: 'pinned' })).toBe(false);
  expect(isSame({ assigned: 'me' }, { assigned: 'none' })).toBe(false);
  expect(isSame({ label: '7' }, {})).toBe(false);
});
