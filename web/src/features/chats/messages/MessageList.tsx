import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { Chat } from '../../../api/queries/chats';
import { messagesQuery } from '../../../api/queries/messages';
import { notesQuery } from '../../../api/queries/notes';
import { Failure } from '../../../components/Failure';
import { Loading } from '../../../components/Loading';
import { useText } from '../../../i18n/useText';
import { useStore } from '../../../lib/useStore';
import { outbox } from '../outbox';
import { useConversation } from '../useConversation';
import { callsWithin, firstUnread, needsNotes, notesBetween, rowsOf } from './rows';
import { useCalls } from './useCalls';
import { useGroupChanges } from './useGroupChanges';
import { VirtualMessages } from './VirtualMessages';

interface Props {
  chat: Chat | null;
  /** The message at which the conversation is opened. */
  around: string | undefined;
  /** The one that was jumped to, and how often: the same one may be jumped to twice. */
  marked: { message: string; count: number } | null;
}

/** The messages of a conversation, read both ways from where it was opened. */
export function MessageList({ chat, around, marked }: Props) {
  const t = useText();
  const { instance, address } = useConversation();
  const query = useInfiniteQuery(messagesQuery(instance, address, around));
  const noted = useInfiniteQuery({
    ...notesQuery(instance, chat?.externalId ?? address),
    enabled: chat !== null,
  });
  const outgoing = useStore(outbox({ instance, address }));
  // As it was when the conversation was opened: it is read at once.
  const [unreadCount] = useState(chat?.unreadCount ?? 0);
  const pages = query.data?.pages;
  const messages = useMemo(() => (pages ?? []).flatMap(page => page.items).reverse(), [pages]);
  const [unread, setUnread] = useState<ReturnType<typeof firstUnread> | undefined>(undefined);
  if (query.isSuccess && unread === undefined) {
    setUnread(around ? null : firstUnread(messages, unreadCount));
  }
  const hasSenders = chat !== null && chat.chatType !== 'dm';
  const hasNewer = query.hasPreviousPage;
  const hasOlder = query.hasNextPage;
  const notePages = noted.data?.pages;
  const mayReadNotes = noted.hasNextPage && !noted.isFetching && !noted.isError;
  const lacksNotes = mayReadNotes && needsNotes(notePages, messages, hasOlder);
  const readNotes = noted.fetchNextPage;
  useEffect(() => {
    if (lacksNotes) void readNotes();
  }, [lacksNotes, readNotes]);
  const notes = useMemo(() => {
    const all = (notePages ?? []).flatMap(page => page.items);
    return notesBetween(all, messages, { hasOlder, hasNewer });
  }, [notePages, messages, hasOlder, hasNewer]);
  const known = useCalls(instance, chat, pages);
  const calls = useMemo(
    () =>
      callsWithin(known, {
        addresses: [address, chat?.externalId, chat?.canonicalId],
        messages,
        hasOlder,
        hasNewer,
      }),
    [known, address, chat?.externalId, chat?.canonicalId, messages, hasOlder, hasNewer],
  );
  const changes = useGroupChanges(chat, pages);
  const rows = useMemo(
    () =>
      rowsOf({
        messages,
        notes,
        calls,
        changes,
        hasSenders,
        unread: unread ?? null,
        outgoing: hasNewer ? [] : outgoing,
      }),
    [messages, notes, calls, changes, hasSenders, unread, outgoing, hasNewer],
  );
  if (query.isPending) {
    return (
      <div className="flex-1">
        <Loading />
      </div>
    );
  }
  if (query.isError && !query.data) {
    return (
      <div className="flex-1 p-4">
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (rows.length === 0) {
    return (
      <div role="log" aria-label={t('chats.messages')} className="flex-1 p-4">
        <p className="text-center text-quiet">{t('chats.noMessages')}</p>
      </div>
    );
  }
  return (
    <VirtualMessages
      rows={rows}
      marked={marked}
      isLoading={query.isFetchingNextPage || query.isFetchingPreviousPage}
      onOlder={query.hasNextPage ? () => void query.fetchNextPage() : null}
      onNewer={hasNewer ? () => void query.fetchPreviousPage() : null}
    />
  );
}
