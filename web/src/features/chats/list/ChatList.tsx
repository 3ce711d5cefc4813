import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type Chat, type ChatFilter, chatsQuery } from '../../../api/queries/chats';
import type { Instance } from '../../../api/queries/instances';
import { Failure } from '../../../components/Failure';
import { Loading } from '../../../components/Loading';
import { useText } from '../../../i18n/useText';
import { useMay } from '../../session/useSession';
import { ChatRows } from './ChatRows';
import { FoundMessages } from './FoundMessages';
import type { InboxSearch } from './search';

interface Props {
  instances: Instance[];
  open: { instance: string; address: string } | null;
}

/** The chats that pass the filters; of a search also the messages with its words. */
export function ChatList({ instances, open }: Props) {
  const t = useText();
  const mayFind = useMay()('messages:read');
  const search = useSearch({ from: '/signed-in/chats' });
  const wanted = search.instance;
  const ids = instances
    .filter(one => !search.channel || one.channel === search.channel)
    .map(one => one.id)
    .filter(id => !wanted || id === wanted);
  const filter = filterOf(search, ids.length);
  const query = useInfiniteQuery(chatsQuery(ids, filter));
  const names = useMemo(() => new Map(instances.map(one => [one.id, one.name])), [instances]);
  if (query.isPending) return <Loading />;
  if (query.isError) {
    return (
      <div className="p-4">
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  const chats = eachOnce(query.data.pages.flatMap(page => page.items));
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <>
      {chats.length === 0 && !query.hasNextPage ? (
        <p className="px-4 text-quiet">{t(isFiltered ? 'chats.nothing' : 'chats.empty')}</p>
      ) : (
        <ChatRows
          chats={chats}
          instanceNames={names.size > 1 && !filter.instance ? names : null}
          open={open}
          isShort={mayFind && Boolean(filter.search)}
          onEnd={() => {
            if (query.hasNextPage && !query.isFetching) void query.fetchNextPage();
          }}
        />
      )}
      {mayFind && filter.search && <FoundMessages filter={filter} />}
    </>
  );
}

/** A label belongs to one instance: of several, none has it. */
export function filterOf(search: InboxSearch, instances: number): ChatFilter {
  const { instance, channel, kind, show, q, assigned, label } = search;
  return {
    ...(instance ? { instance } : {}),
    ...(channel ? { channel } : {}),
    ...(kind ? { kind } : {}),
    ...(show ? { show } : {}),
    ...(q ? { search: q } : {}),
    ...(assigned ? { assigned } : {}),
    ...(label && instances === 1 ? { label } : {}),
  };
}

/** A chat that moved up while the list was read may be on two of its pages. */
function eachOnce(chats: Chat[]): Chat[] {
  return [...new Map(chats.toReversed().map(chat => [chat.id, chat])).values()].reverse();
}
