import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { Chat } from '../../../api/queries/chats';
import { sessionQuery } from '../../../api/queries/session';
import { cx } from '../../../components/cx';
import { ChatRow } from './ChatRow';

const ROW_PX = 72;

interface Props {
  chats: Chat[];
  /** Named where chats of more than one instance are listed. */
  instanceNames: Map<string, string> | null;
  open: { instance: string; address: string } | null;
  /** Leaves room for what is below. */
  isShort: boolean;
  onEnd: () => void;
}

/** Only the rows in view are in the page, however many chats there are. */
export function ChatRows({ chats, instanceNames, open, isShort, onEnd }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const userId = useQuery(sessionQuery).data?.user.id;
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
    <div ref={box} className={cx('min-h-0 overflow-y-auto', isShort ? 'max-h-1/2' : 'flex-1')}>
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {items.map(item => {
          const chat = chats[item.index];
          if (!chat) return null;
          const { instance, address } = open ?? {};
          return (
            <li
              key={item.key}
              aria-setsize={chats.length}
              aria-posinset={item.index + 1}
              className="absolute inset-x-0 top-0"
              style={{ height: ROW_PX, transform: `translateY(${item.start}px)` }}
            >
              <ChatRow
                chat={chat}
                instanceName={instanceNames?.get(chat.instanceId)}
                isOpen={chat.instanceId === instance && chat.externalId === address}
                userId={userId}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
