import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onLive } from '../../../api/live/listeners';
import { refreshSoon } from '../../../api/live/refresh';
import { type Turn, turnsKey } from '../../../api/queries/chatTurns';
import { useConversation } from '../useConversation';
import { changesTurns } from './turnEvents';

/** Reads the turns of the open chat anew with each event that changes them. `turns`: what is shown of them. */
export function useTurnEvents(turns: Pick<Turn, 'id'>[] | undefined): void {
  const { instance, address } = useConversation();
  const client = useQueryClient();
  const shown = turns?.map(turn => turn.id).join();
  useEffect(() => {
    const ids = shown === undefined ? undefined : new Set(shown.split(','));
    return onLive(events => {
      if (!events.some(event => changesTurns(event, { instance, address, ids }))) return;
      // Named as the live link names it, so that both are one reading.
      refreshSoon(client, { queryKey: turnsKey(instance, address), exact: false });
    });
  }, [client, instance, address, shown]);
}
