import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Chat } from '../../../api/queries/chats';
import { type GroupChange, groupChangesQuery, partsOf } from '../../../api/queries/groupChanges';
import type { MessagePage } from '../../../api/queries/messages';
import { useMay } from '../../session/useSession';

const NONE: GroupChange[] = [];

/** What happened to a group during what is loaded of its conversation, oldest first. */
export function useGroupChanges(chat: Chat | null, pages: MessagePage[] | undefined) {
  const mayRead = useMay()('events:read');
  const isGroup = chat?.chatType === 'group' && mayRead;
  const parts = useMemo(() => (pages && isGroup ? partsOf(pages) : []), [pages, isGroup]);
  return useQueries({
    queries: parts.map(part => groupChangesQuery(chat?.instanceId ?? '', chat?.id ?? '', part)),
    combine: results => {
      const found = results.flatMap(result => result.data ?? NONE);
      return found.length > 0 ? found : NONE;
    },
  });
}
