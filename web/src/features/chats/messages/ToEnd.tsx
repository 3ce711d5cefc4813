import { useRef } from 'react';
import { useText } from '../../../i18n/useText';
import type { Row } from './rows';

interface Props {
  rows: Row[];
  isAtEnd: boolean;
  /** There are newer messages than those that are loaded. */
  isInPast: boolean;
  onClick: () => void;
}

/** Leads to the newest message, and shows how many have arrived since it was left. */
export function ToEnd({ rows, isAtEnd, isInPast, onClick }: Props) {
  const t = useText();
  const seen = useRef<string | undefined>(undefined);
  const lastKey = rows.at(-1)?.key;
  if (isAtEnd || isInPast || seen.current === undefined) seen.current = lastKey;
  const from = rows.findIndex(row => row.key === seen.current);
  const count = isAtEnd || from === -1 ? 0 : rows.slice(from + 1).filter(isReceived).length;
  return (
    <div role="status" className="absolute right-4 bottom-4">
      {!isAtEnd && (
        <button
          type="button"
          onClick={onClick}
          className="rounded-full border border-line bg-surface px-4 py-2 shadow"
        >
          {count > 0 ? t('chats.newMessages', { count }) : t('chats.toEnd')}{' '}
          <span aria-hidden="true">↓</span>
        </button>
      )}
    </div>
  );
}

const isReceived = (row: Row) => row.type === 'message' && !row.message.isFromMe;
