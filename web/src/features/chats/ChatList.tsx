import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { type Chat, chatsQuery } from '../../api/queries/chats';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { useText } from '../../i18n/useText';
import { ChatRow } from './ChatRow';

const ROW_PX = 72;

interface Props {
  instance: string;
  search: string;
  open: string | undefined;
}

/** Only the rows in view are in the page, however many chats there are. */
export function ChatList({ instance, search, open }: Props) {
  const t = useText();
  const query = useInfiniteQuery(chatsQuery(instance, search));
  if (query.isPending) return <Loading />;
  if (query.isError) {
    return (
      <div className="p-4">
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  const chats = query.data.pages.flatMap(page => page.items as Chat[]);
  if (chats.length === 0) {
    return <p className="p-4 text-quiet">{t(search ? 'chats.nothing' : 'chats.empty')}</p>;
  }
  const more = query.hasNextPage && !query.isFetchingNextPage;
  return (
    <Rows
      instance={instance}
      chats={chats}
      open={open}
      onEnd={() => more && void query.fetchNextPage()}
    />
  );
}

interface RowsProps {
  instance: string;
  chats: Chat[];
  open: string | undefined;
  onEnd: () => void;
}

function Rows({ instance, chats, open, onEnd }: RowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: chats.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    getItemKey: index => chats[index]?.id ?? index,
    overscan: 8,
  });
  const items = rows.getVirtualItems();
  const isAtEnd = (items.at(-1)?.index ?? 0) >= chats.length - 1;
  useEffect(() => {
    if (isAtEnd) onEnd();
  });
  return (
    <div ref={box} className="min-h-0 flex-1 overflow-y-auto">
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {items.map(item => {
          const chat = chats[item.index];
          if (!chat) return null;
          return (
            <li
              key={item.key}
              aria-setsize={chats.length}
              aria-posinset={item.index + 1}
              className="absolute inset-x-0 top-0"
              style={{ height: ROW_PX, transform: `translateY(${item.start}px)` }}
            >
              <ChatRow instance={instance} chat={chat} isOpen={chat.externalId === open} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
