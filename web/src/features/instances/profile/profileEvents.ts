import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { LiveEvent } from '../../../api/live/frames';
import { onLive } from '../../../api/live/listeners';
import { refreshSoon } from '../../../api/live/refresh';
import { privacyKey, profileKey } from '../../../api/queries/profile';

/** Which query of the account's profile an event makes stale. */
export function staleProfile(event: LiveEvent, id: string): readonly string[] | undefined {
  if (event.instanceId !== id) return undefined;
  if (event.type === 'privacy.changed') return privacyKey(id);
  // Nothing reports a changed text or picture: what was changed meanwhile is read once the account is back.
  if (event.type === 'instance.connected') return profileKey(id);
  return undefined;
}

/** Reads anew what was changed on the phone, or by another person. */
export function useProfileEvents(id: string): void {
  const client = useQueryClient();
  useEffect(
    () =>
      onLive(events => {
        for (const event of events) {
          const queryKey = staleProfile(event, id);
          if (queryKey) refreshSoon(client, { queryKey });
        }
      }),
    [client, id],
  );
}
