import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Call, callEventsQuery, callsOf, mergedEvents } from '../../../api/queries/calls';
import type { Chat } from '../../../api/queries/chats';
import { partsOf } from '../../../api/queries/groupChanges';
import type { MessagePage } from '../../../api/queries/messages';
import { useMay } from '../../session/useSession';

const NONE: Call[] = [];

/** The calls during what is loaded of a conversation, oldest first, and the latest ones of its instance. */
export function useCalls(instance: string, chat: Chat | null, pages: MessagePage[] | undefined) {
  const mayRead = useMay()('events:read');
  const id = chat?.id;
  const wanted = useMemo(() => {
    if (!mayRead) return [];
    const parts = id && pages ? partsOf(pages) : [];
    // A call that precedes the first message of its chat is known by its address alone.
    return [null, ...parts.map(part => ({ chat: id ?? '', part }))];
  }, [mayRead, id, pages]);
  return useQueries({
    queries: wanted.map(of => callEventsQuery(instance, of)),
    combine: results => {
      const found = callsOf(mergedEvents(results.map(result => result.data ?? [])));
      return found.length > 0 ? found : NONE;
    },
  });
}
