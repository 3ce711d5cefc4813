import { useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { showPlace } from '../../../api/queries/messages';
import { useText } from '../../../i18n/useText';
import { useConversation } from '../useConversation';
import { MessageRow } from './MessageRow';
import type { Row } from './rows';
import { forgetSizes } from './sizes';
import { ToEnd } from './ToEnd';

interface Props {
  rows: Row[];
  marked: { message: string; count: number } | null;
  isLoading: boolean;
  /** Loads older or newer ones; `null` where there are none. */
  onOlder: (() => void) | null;
  onNewer: (() => void) | null;
}

const ROW_PX = 72;
/** How near to the first or last row the next ones are loaded. */
const NEAR = 8;
const END_PX = 80;

/** Only the rows in view are in the page. It stays at its end, or where the reader is. */
export function VirtualMessages({ rows, marked, isLoading, onOlder, onNewer }: Props) {
  const t = useText();
  const client = useQueryClient();
  const { instance, address } = useConversation();
  const box = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    getItemKey: index => rows[index]?.key ?? index,
    overscan: 8,
    paddingStart: 16,
    paddingEnd: 16,
    gap: 8,
    anchorTo: 'end',
    followOnAppend: onNewer === null,
    scrollEndThreshold: END_PX,
  });
  const items = list.getVirtualItems();
  const markedIndex = marked ? rows.findIndex(row => isRowOf(row, marked.message)) : -1;

  // Before it is seen: at the first unread message, or at the end. A message is jumped to below.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it is opened
  useLayoutEffect(() => {
    const unread = rows.findIndex(row => row.type === 'unread');
    if (markedIndex >= 0) return;
    if (unread >= 0) list.scrollToIndex(unread, { align: 'start' });
    else list.scrollToEnd();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each jump once, as soon as its row is there
  useLayoutEffect(() => {
    if (markedIndex >= 0) list.scrollToIndex(markedIndex, { align: 'center' });
  }, [marked?.count, markedIndex >= 0]);

  const follows = useRef(true);
  follows.current = isAtEnd && onNewer === null;
  // A growing composer, or what is shown beside the conversation, leaves the end in view.
  useEffect(() => {
    let isFirst = true;
    const observer = new ResizeObserver(() => {
      if (!isFirst && follows.current) list.scrollToEnd();
      isFirst = false;
    });
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, [list]);

  // The list follows what is appended, except where old rows are left out at the same time: the first
  // row, a day, has the key of the first row before.
  const lastKey = rows.at(-1)?.key;
  const followed = useRef(lastKey);
  useLayoutEffect(() => {
    if (followed.current === lastKey) return;
    followed.current = lastKey;
    if (follows.current) list.scrollToEnd();
  }, [lastKey, list]);

  useEffect(() => forgetSizes(list.itemSizeCache, rows), [list, rows]);

  const first = items[0]?.index ?? NEAR;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (isLoading || items.length === 0) return;
    if (first < NEAR) onOlder?.();
    else if (last > rows.length - NEAR) onNewer?.();
  });

  const toEnd = () => {
    if (onNewer === null) list.scrollToEnd();
    else void showPlace(client, instance, address, null).then(() => list.scrollToEnd());
  };
  return (
    <div className="relative flex min-h-0 flex-1">
      <div
        ref={box}
        role="log"
        aria-live="off"
        aria-busy={isLoading}
        aria-label={t('chats.messages')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so must be reachable by keyboard
        tabIndex={0}
        onScroll={() => setAtEnd(list.isAtEnd(END_PX))}
        className="min-h-0 flex-1 overflow-y-auto px-4 outline-offset-[-2px] [overflow-anchor:none]"
      >
        <ol className="relative" style={{ height: list.getTotalSize() }}>
          {items.map(item => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <li
                key={item.key}
                ref={list.measureElement}
                data-index={item.index}
                className="absolute inset-x-0 top-0 flex flex-col"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <MessageRow row={row} isMarked={item.index === markedIndex} />
              </li>
            );
          })}
        </ol>
      </div>
      <ToEnd
        rows={rows}
        isAtEnd={isAtEnd && onNewer === null}
        isInPast={onNewer !== null}
        onClick={toEnd}
      />
    </div>
  );
}

const isRowOf = (row: Row, message: string) =>
  row.type === 'message' && (row.message.id === message || row.message.externalId === message);
