import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LiveEvent } from '../../../api/live/frames';
import { passOn } from '../../../api/live/listeners';
import { pictureQuery, privacyKey, profileQuery } from '../../../api/queries/profile';
import { useProfileEvents } from './profileEvents';

const event = (type: string, instanceId: string) => ({ type, instanceId }) as LiveEvent;

const OWN = '551@c';
const KEYS = {
  privacy: privacyKey('i1'),
  profile: profileQuery('i1', OWN).queryKey,
  picture: pictureQuery('i1', OWN, 'url').queryKey,
  other: privacyKey('i2'),
};
let client: QueryClient;

/** The queries that are stale after these events. */
function stale(...events: LiveEvent[]): string[] {
  passOn(events);
  const isStale = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated;
  return Object.entries(KEYS).flatMap(([name, key]) => (isStale(key) ? [name] : []));
}

beforeEach(() => {
  client = new QueryClient();
  for (const key of Object.values(KEYS)) client.setQueryData<unknown>(key, {});
  renderHook(() => useProfileEvents('i1'), {
    wrapper: ({ children }: { children: ReactNode }) => (
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    ),
  });
});
afterEach(cleanup);

test('privacy settings that were changed are read anew, and nothing else', () => {
  expect(stale(event('privacy.changed', 'i2'), event('instance.status', 'i1'))).toEqual([]);
  expect(stale(event('privacy.changed', 'i1'))).toEqual(['privacy']);
});

test('the profile is read anew once the account is connected again', () => {
  expect(stale(event('instance.connected', 'i1'))).toEqual(['profile', 'picture']);
});

test('nothing is read anew for a tab that is closed', () => {
  cleanup();
  expect(stale(event('privacy.changed', 'i1'))).toEqual([]);
});
